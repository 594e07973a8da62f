// What a design is drawn with, on its own page and on the province's map: ways, stations, legend.

import { element } from "./data.js";
import { colour } from "./look.js";
import { sprite } from "./points.js";

const L = window.L;
const SIDES = [
  [
    { color: "--feeder", weight: 3.2, opacity: 0.8 },
    { color: "--way", weight: 1.7, opacity: 0.75 },
    { color: "--way", weight: 2, opacity: 0.9, dashArray: "6 4" },
  ],
  [
    { color: "--feeder-other", weight: 3.2, opacity: 0.6 },
    { color: "--way-other", weight: 1.7, opacity: 0.7 },
    { color: "--way-other", weight: 2, opacity: 0.8, dashArray: "6 4" },
  ],
];

function swapped(coordinates) {
  return coordinates.map(([lon, lat]) => [lat, lon]);
}

function wayStyle(way) {
  const style = SIDES[way.side][way.kind];
  return { ...style, color: colour(style.color) };
}

// Every way as a line with its name; recolour gives each the colour that holds now.
export function drawWays(target, ways, options = {}) {
  const lines = ways.map((way) =>
    L.polyline(swapped(way.at), { ...wayStyle(way), ...options })
      .bindTooltip(() => element("span", "", way.name), { sticky: true })
      .addTo(target),
  );
  return () => lines.forEach((line, i) => line.setStyle(wayStyle(ways[i])));
}

function stationToken(station) {
  if (station.centre) {
    return "--place-station";
  }
  return station.open ? "--feeder" : "--halo";
}

export function drawStations(target, stations) {
  const markers = stations.map((station) => {
    const [lon, lat] = station.at;
    return L.circleMarker([lat, lon], {
      pane: "stations",
      radius: station.centre ? 9 : 5.5,
      color: colour(station.open ? "--halo" : "--feeder"),
      weight: station.open ? 1.5 : 2,
      fillColor: colour(stationToken(station)),
      fillOpacity: 1,
    }).bindTooltip(() => element("span", "", station.name), { direction: "top" });
  });
  return L.layerGroup(markers).addTo(target);
}

function legendLine(picture, text, count) {
  const line = element("li");
  line.append(picture, element("span", "", text));
  if (count !== undefined) {
    line.append(element("span", "count", String(count)));
  }
  return line;
}

function drawn(width, height, paint) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = element("canvas");
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  paint(context);
  return canvas;
}

function wayPicture(style) {
  return drawn(28, 12, (context) => {
    context.strokeStyle = colour(style.color);
    context.lineWidth = style.weight;
    context.setLineDash(style.dashArray ? style.dashArray.split(" ").map(Number) : []);
    context.beginPath();
    context.moveTo(1, 6);
    context.lineTo(27, 6);
    context.stroke();
  });
}

function discPicture(fill, stroke, radius) {
  return drawn(20, 20, (context) => {
    context.beginPath();
    context.arc(10, 10, radius, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = stroke;
    context.stroke();
  });
}

// Everything that a design shows, with its count.
export function legendLines(data) {
  const lines = [];
  const { texts } = data;
  if (data.stations.some((station) => station.centre)) {
    const picture = discPicture(colour("--place-station"), colour("--halo"), 8);
    lines.push(legendLine(picture, texts.centre));
  }
  for (const open of [true, false]) {
    const count = data.stations.filter((s) => !s.centre && s.open === open).length;
    if (count) {
      const picture = discPicture(colour(open ? "--feeder" : "--halo"), colour("--feeder"), 5.5);
      lines.push(legendLine(picture, open ? texts.open : texts.closed, count));
    }
  }
  data.states.forEach((state, i) => {
    const count = data.villages.status.filter((status) => status === i).length;
    if (count) {
      lines.push(legendLine(sprite(state.grade, 12), state.text, count));
    }
  });
  data.wayTexts.forEach((words, side) => {
    words.forEach((text, kind) => {
      const count = data.ways.filter((way) => way.side === side && way.kind === kind).length;
      if (count) {
        lines.push(legendLine(wayPicture(SIDES[side][kind]), text, count));
      }
    });
  });
  return lines;
}
