// An indicator over time: published values solid, computed ones as a line, synthetic ones hollow,
// the plan's target dotted.

import { dataOf, element } from "./data.js";

const TARGET = "#5F6B77";
const TEXT = "#52606D";
const LOOKS = {
  published: { color: "#12436D", symbol: "diamond", size: 11 },
  computed: { color: "#1D4F91", symbol: "circle", size: 8 },
  doubtful: { color: "#8A5300", symbol: "triangle", size: 9 },
  synthetic: { color: "#7A1F62", symbol: "circle", size: 7 },
};
const LINES = ["#12436D", "#1D4F91"];
const LABEL_HEIGHT = 17;

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
  const at = items[0].dataIndex;
  const box = element("div", "chart-tip");
  box.append(element("div", "fine", data.periods[at]));
  for (const line of data.lines) {
    const point = line.points[at];
    if (point) {
      const row = element("div");
      row.append(
        element("strong", "", `${shown(point.value)} ${data.unit} `),
        element("span", `origin origin-${point.kind}`, point.status),
      );
      box.append(row);
    }
  }
  return box;
}

function mark(point) {
  if (!point) {
    return { value: null };
  }
  const look = LOOKS[point.kind];
  const hollow = point.kind === "synthetic";
  return {
    value: point.value,
    symbol: look.symbol,
    symbolSize: look.size,
    itemStyle: hollow
      ? { color: "#fff", borderColor: look.color, borderWidth: 2 }
      : { color: look.color },
  };
}

function bounds() {
  const values = data.lines
    .reduce((all, line) => all.concat(line.points), [])
    .filter((point) => point)
    .map((point) => point.value);
  if (data.target !== null) {
    values.push(data.target);
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(high - low, Math.abs(high) * 0.03, 1e-9) * 0.12;
  return { min: low >= 0 ? Math.max(0, low - room) : low - room, max: high + room };
}

function targetLine() {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: TARGET, type: "dotted", width: 2 },
    label: { formatter: data.targetName, color: TARGET, position: "insideStartTop" },
    data: [{ yAxis: data.target }],
  };
}

function drawn(line, i) {
  return {
    type: "line",
    name: line.name,
    data: line.points.map(mark),
    connectNulls: false,
    showAllSymbol: true,
    lineStyle: { color: LINES[i], width: i === 0 ? 1.5 : 2.5 },
    endLabel: {
      show: true,
      color: LINES[i],
      fontWeight: 600,
      formatter: (item) => `${shown(item.value)} ${line.points[item.dataIndex].status}`,
    },
    markLine: i === 0 && data.target !== null ? targetLine() : undefined,
  };
}

function options() {
  const narrow = place.clientWidth < 500;
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: narrow ? 84 : 120, top: 30, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", formatter: tip, confine: true, padding: 8 },
    xAxis: {
      type: "category",
      data: data.periods,
      axisLabel: { color: TEXT },
      axisLine: { lineStyle: { color: "#9FB3C8" } },
    },
    yAxis: {
      type: "value",
      name: data.unit,
      nameTextStyle: { color: TEXT, align: "left" },
      ...bounds(),
      axisLabel: { color: TEXT, showMinLabel: false, showMaxLabel: false, formatter: shown },
      splitLine: { lineStyle: { color: "#E8EDF2" } },
    },
    series: data.lines.map(drawn),
  };
}

function lastPoint(line) {
  return line.points.reduce((last, point, at) => (point ? { at, value: point.value } : last), null);
}

// How far the labels at the ends of the two lines must move, in pixels, so that both can be read.
function shifts(chart) {
  const [first, second] = data.lines.map(lastPoint);
  if (!first || !second || first.at !== second.at) {
    return [0, 0];
  }
  const [above, below] = [first, second].map((point) =>
    chart.convertToPixel({ yAxisIndex: 0 }, point.value),
  );
  // Only the lower one moves, away from the line of a target above.
  const missing = Math.max(0, LABEL_HEIGHT - Math.abs(above - below));
  return above < below ? [0, missing] : [missing, 0];
}

function keepApart(chart) {
  chart.setOption({
    series: shifts(chart).map((shift) => ({ endLabel: { offset: [0, shift] } })),
  });
}

if (place) {
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  const fit = () => {
    chart.resize();
    keepApart(chart);
  };
  chart.setOption(options());
  keepApart(chart);
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fit);
  place.dataset.ready = "true";
}
