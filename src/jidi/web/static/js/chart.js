// The series of an indicator: values as a line, the plan's target dotted, synthetic points hollow.

import { dataOf, element } from "./data.js";

const LINE = "#1D4F91";
const TARGET = "#5F6B77";
const SYNTHETIC = "#7A1F62";
const TEXT = "#52606D";

const place = document.getElementById("series");
const data = place ? dataOf("series-data") : null;

function shown(value) {
  if (value === null || value === undefined) {
    return "—";
  }
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: data.digits,
    maximumFractionDigits: data.digits,
  });
  return value < 0 ? `−${text}` : text;
}

// An element, not a string: the content policy forbids inline styles in HTML.
function tip(items) {
  const point = data.points[items[0].dataIndex];
  const box = element("div", "chart-tip");
  box.append(
    element("div", "fine", point.period),
    element("strong", "", `${shown(point.value)} ${data.unit}`),
    element("span", `origin origin-${point.kind}`, point.status),
  );
  return box;
}

function mark(point) {
  const synthetic = point.kind === "synthetic";
  return {
    value: point.value,
    symbol: "circle",
    symbolSize: synthetic ? 7 : 8,
    itemStyle: synthetic
      ? { color: "#fff", borderColor: SYNTHETIC, borderWidth: 2 }
      : { color: LINE },
  };
}

function bounds() {
  const values = data.points.map((point) => point.value).filter((value) => value !== null);
  if (data.target !== null) {
    values.push(data.target);
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(high - low, Math.abs(high) * 0.03, 1e-9) * 0.12;
  return { min: low >= 0 ? Math.max(0, low - room) : low - room, max: high + room };
}

function options() {
  const limits = bounds();
  return {
    animation: false,
    grid: { left: 8, right: 96, top: 28, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", formatter: tip, confine: true, padding: 8 },
    xAxis: {
      type: "category",
      data: data.points.map((point) => point.period),
      axisLabel: { color: TEXT },
      axisLine: { lineStyle: { color: "#9FB3C8" } },
    },
    yAxis: {
      type: "value",
      name: data.unit,
      nameTextStyle: { color: TEXT, align: "left" },
      min: limits.min,
      max: limits.max,
      axisLabel: { color: TEXT, showMinLabel: false, showMaxLabel: false, formatter: shown },
      splitLine: { lineStyle: { color: "#E8EDF2" } },
    },
    series: [
      {
        type: "line",
        name: data.name,
        data: data.points.map(mark),
        connectNulls: false,
        lineStyle: { color: LINE, width: 2.5 },
        endLabel: {
          show: true,
          color: LINE,
          fontWeight: 600,
          formatter: (item) => shown(item.value),
        },
        markLine:
          data.target === null
            ? undefined
            : {
                silent: true,
                symbol: "none",
                lineStyle: { color: TARGET, type: "dotted", width: 2 },
                label: {
                  formatter: data.targetName,
                  color: TARGET,
                  position: "insideStartTop",
                },
                data: [{ yAxis: data.target }],
              },
      },
    ],
  };
}

if (place) {
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options());
  window.addEventListener("resize", () => chart.resize());
  window.addEventListener("beforeprint", () => chart.resize());
  place.dataset.ready = "true";
}
