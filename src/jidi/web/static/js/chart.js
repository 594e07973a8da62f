// An indicator over time: published values solid, computed ones as a line, synthetic ones hollow,
// values chained by printed growth as squares; the path to the plan's target dashed, the target
// dotted. Where what is counted changed stands a line, and no line of values crosses it.

import { dataOf, element } from "./data.js";
import { colour, onNewColours } from "./look.js";

const LOOKS = {
  published: { color: "series", symbol: "diamond", size: 11 },
  computed: { color: "way", symbol: "circle", size: 8 },
  doubtful: { color: "watch", symbol: "triangle", size: 9 },
  synthetic: { color: "synthetic", symbol: "circle", size: 7 },
};
const LINES = ["series", "way"];
const TOKENS = [
  "series", "way", "watch", "synthetic", "path", "carried", "text", "second", "card", "hollow",
  "line", "hair", "head-line",
];
let paint = {};
const LABEL_HEIGHT = 17;
const CAP = 4;
const LABEL_FONT = () => `12px ${getComputedStyle(document.body).fontFamily}`;

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

function span(point) {
  if (point.low === null || point.low === undefined) {
    return "";
  }
  return point.high === null ? `≥ ${shown(point.low)}` : `${shown(point.low)}–${shown(point.high)}`;
}

function tipRow(number, ...marks) {
  const row = element("div");
  row.append(element("strong", "", `${number} `), ...marks);
  return row;
}

// An element, not a string: the content policy forbids inline styles in HTML.
function tip(items) {
  const at = data.periods.indexOf(items[0].axisValue);
  const box = element("div", "chart-tip");
  box.append(element("div", "fine", data.periods[at]));
  for (const line of data.lines) {
    const point = line.points[at];
    if (point) {
      const origin = element("span", `origin origin-${point.kind}`, point.status);
      const interval = element("span", "fine", ` ${span(point)}`);
      box.append(tipRow(`${shown(point.value)} ${data.unit}`, origin, interval));
    }
  }
  const carried = data.carried && data.carried.points[at];
  if (carried) {
    const name = element("span", "origin", data.carried.name);
    box.append(tipRow(`${shown(carried.value)} ${data.unit}`, name));
    box.append(element("div", "fine", `${carried.note}　${span(carried)}`));
  }
  if (data.path && data.path.points[at] !== null) {
    const said = `${data.path.due} ${shown(data.path.points[at])} ${data.unit}`;
    box.append(element("div", "fine", said));
  }
  return box;
}

function mark(point) {
  if (!point) {
    return { value: null };
  }
  const look = LOOKS[point.kind];
  const color = paint[look.color];
  const hollow = point.kind === "synthetic";
  return {
    value: point.value,
    symbol: look.symbol,
    symbolSize: look.size,
    itemStyle: hollow
      ? { color: paint.hollow, borderColor: color, borderWidth: 2 }
      : { color },
  };
}

function known(points) {
  return points.filter((point) => point);
}

function bounds() {
  const all = data.lines.reduce((found, line) => found.concat(known(line.points)), []);
  const points = all.concat(data.carried ? known(data.carried.points) : []);
  const values = points
    .reduce((found, point) => found.concat([point.value, point.low, point.high]), [])
    .concat(data.path ? data.path.points : [], [data.target])
    .filter((value) => value !== null && value !== undefined);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(high - low, Math.abs(high) * 0.03, 1e-9) * 0.12;
  return { min: low >= 0 ? Math.max(0, low - room) : low - room, max: high + room };
}

function targetLine() {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: paint.path, type: "dotted", width: 2 },
    label: { formatter: data.targetName, color: paint.path, position: "insideStartTop" },
    data: [{ yAxis: data.target }],
  };
}

// The path, and the target at its end; also the frame that the target's line hangs on.
function pathSeries() {
  return {
    id: "path",
    type: "line",
    silent: true,
    symbol: "none",
    z: 1,
    data: data.path ? data.path.points : data.periods.map(() => null),
    lineStyle: { color: paint.path, type: "dashed", width: 1.5 },
    markLine: data.target === null ? undefined : targetLine(),
  };
}

function endLabel(color, text) {
  return { show: true, color, fontWeight: 600, formatter: text };
}

// One line, in as many parts as changes of scope cut it into; the last part bears the label.
function drawn(line, i) {
  return line.parts.map(([first, last], j) => ({
    id: `line-${i}-${j}`,
    type: "line",
    name: line.name,
    z: 3,
    data: line.points.map((point, at) => mark(at >= first && at <= last ? point : null)),
    connectNulls: false,
    showAllSymbol: true,
    lineStyle: { color: paint[LINES[i]], width: i === 0 ? 1.5 : 2.5 },
    endLabel:
      j === line.parts.length - 1
        ? endLabel(
            paint[LINES[i]],
            (item) => `${shown(item.value)} ${line.points[item.dataIndex].status}`,
          )
        : undefined,
  }));
}

function carriedSeries() {
  const look = { color: paint.hollow, borderColor: paint.carried, borderWidth: 2 };
  return {
    id: "carried",
    type: "line",
    z: 3,
    data: data.carried.points.map((point) => ({ value: point ? point.value : null })),
    symbol: "rect",
    symbolSize: 8,
    showAllSymbol: true,
    itemStyle: look,
    lineStyle: { color: paint.carried, type: "dashed", width: 1.5 },
    endLabel: endLabel(paint.carried, (item) => `${shown(item.value)} ${data.carried.label}`),
  };
}

// What the chart library has no series for is drawn over it, by its own measure of places.
function measure(chart) {
  const pixel = (at, value) => chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [at, value]);
  const { min, max } = bounds();
  const [left, floor] = pixel(0, min);
  const [next, ceiling] = pixel(1, max);
  return {
    x: (at) => left + at * (next - left),
    y: (value) => pixel(0, value)[1],
    floor,
    ceiling,
    middle: (left + pixel(data.periods.length - 1, min)[0]) / 2,
  };
}

function polyline(points, color, more) {
  return { type: "polyline", silent: true, z: 2, shape: { points }, style: { stroke: color, lineWidth: 1.5, fill: "none", ...more } };
}

function label(text, x, y, color, more) {
  return { type: "text", silent: true, z: 4, style: { text, x, y, fill: color, font: LABEL_FONT(), ...more } };
}

// An interval with a cap at each end; an open one ends in an arrow.
function whisker(room, at, point, color) {
  const x = room.x(at);
  const low = room.y(point.low);
  const open = point.high === null;
  const high = open ? low - 22 : room.y(point.high);
  const head = open
    ? [[x - CAP, high + CAP], [x, high], [x + CAP, high + CAP]]
    : [[x - CAP, high], [x + CAP, high]];
  const foot = [[x - CAP, low], [x + CAP, low]];
  return [[[x, low], [x, high]], foot, head].map((points) => polyline(points, color));
}

function whiskers(room, points, color) {
  return points.reduce(
    (all, point, at) =>
      point && point.low !== null ? all.concat(whisker(room, at, point, color)) : all,
    [],
  );
}

// A line half a step before the first period of the new scope, its name above the picture.
function breakMark(room, one, at) {
  const x = room.x(one.at);
  const top = room.ceiling - 16 * (data.breaks.length - at) + 2;
  const color = one.goesOn ? paint.path : paint.watch;
  const left = x > room.middle;
  const dash = one.goesOn ? { lineWidth: 1, lineDash: [2, 4] } : { lineDash: [6, 3] };
  return [
    polyline([[x, top], [x, room.floor]], color, dash),
    label(one.name, left ? x - 5 : x + 5, top - 2, color, { align: left ? "right" : "left" }),
  ];
}

// A milestone that the path passes through, also within a year.
function knotMark(room, knot) {
  const [x, y] = [room.x(knot.at), room.y(knot.value)];
  const points = [[x, y - 6], [x + 6, y], [x, y + 6], [x - 6, y]];
  const halo = { stroke: paint.card, lineWidth: 3 };
  return [
    { type: "polygon", silent: true, z: 4, shape: { points }, style: { fill: paint.hollow, stroke: paint.path, lineWidth: 1.5 } },
    label(knot.name, x + 9, y + 6, paint.second, halo),
  ];
}

function overlay(chart) {
  const room = measure(chart);
  const drawnOver = [].concat(
    ...data.breaks.map((one, at) => breakMark(room, one, at)),
    ...data.lines.map((line, i) => whiskers(room, line.points, paint[LINES[i]])),
    data.carried ? whiskers(room, data.carried.points, paint.carried) : [],
    ...(data.path ? data.path.knots.map((knot) => knotMark(room, knot)) : []),
  );
  chart.setOption({ graphic: drawnOver }, { replaceMerge: ["graphic"] });
}

function series() {
  const lines = data.lines.map(drawn);
  return [pathSeries()].concat(...lines, data.carried ? [carriedSeries()] : []);
}

// Room for the labels at the ends of lines, so that none is cut off.
function roomForLabels() {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 ${LABEL_FONT()}`;
  const texts = data.lines.map((line) => {
    const last = known(line.points).pop();
    return last ? `${shown(last.value)} ${last.status}` : "";
  });
  const carried = data.carried ? known(data.carried.points).pop() : null;
  texts.push(carried ? `${shown(carried.value)} ${data.carried.label}` : "");
  return 20 + Math.max(...texts.map((text) => context.measureText(text).width));
}

function options() {
  const top = 30 + 16 * data.breaks.length;
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: Math.max(roomForLabels(), 84), top, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      formatter: tip,
      confine: true,
      padding: 8,
      backgroundColor: paint.card,
      borderColor: paint.line,
      textStyle: { color: paint.text },
    },
    xAxis: {
      type: "category",
      data: data.periods,
      axisLabel: { color: paint.second },
      axisLine: { lineStyle: { color: paint["head-line"] } },
    },
    yAxis: {
      type: "value",
      name: data.unit,
      nameGap: 15 + 16 * data.breaks.length,
      nameTextStyle: { color: paint.second, align: "left" },
      ...bounds(),
      axisLabel: { color: paint.second, showMinLabel: false, showMaxLabel: false, formatter: shown },
      splitLine: { lineStyle: { color: paint.hair } },
    },
    series: series(),
  };
}

function lastPoint(id, points) {
  return points.reduce((last, point, at) => (point ? { id, at, value: point.value } : last), null);
}

// The labels at the ends of lines that end in one place: from the top down, each below the one
// before it, so that all can be read.
function keepApart(chart) {
  const ends = data.lines
    .map((line, i) => lastPoint(`line-${i}-${line.parts.length - 1}`, line.points))
    .concat(data.carried ? [lastPoint("carried", data.carried.points)] : [])
    .filter((end) => end)
    .map((end) => ({ ...end, y: chart.convertToPixel({ yAxisIndex: 0 }, end.value) }))
    .sort((one, other) => one.y - other.y);
  const lowest = new Map();
  const moved = ends.map((end) => {
    const above = lowest.has(end.at) ? lowest.get(end.at) : -Infinity;
    const y = Math.max(end.y, above + LABEL_HEIGHT);
    lowest.set(end.at, y);
    return { id: end.id, endLabel: { offset: [0, y - end.y] } };
  });
  chart.setOption({ series: moved });
}

if (place) {
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  const finish = () => {
    keepApart(chart);
    overlay(chart);
  };
  const fit = () => {
    chart.resize();
    finish();
  };
  const draw = () => {
    paint = Object.fromEntries(TOKENS.map((name) => [name, colour(`--${name}`)]));
    chart.setOption(options());
    finish();
  };
  draw();
  onNewColours(draw);
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fit);
  place.dataset.ready = "true";
}
