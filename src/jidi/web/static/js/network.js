// The map of a design, or of two compared: runs, stations, villages; the tables say the same.

import { dataOf, element } from "./data.js";
import { colour, onNewColours } from "./look.js";
import { pictureOf } from "./picture.js";
import { pointLayer, sprite } from "./points.js";

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

function mapIn(frame, texts) {
  const map = L.map(frame, {
    preferCanvas: true,
    zoomControl: false,
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    wheelPxPerZoomLevel: 120,
    minZoom: 6,
    maxZoom: 15,
    attributionControl: false,
    zoomAnimation: false,
    fadeAnimation: false,
    // A page that scrolls must not be caught by the map under the finger or the wheel.
    scrollWheelZoom: false,
    dragging: !L.Browser.mobile,
  });
  map.createPane("points").style.zIndex = 430;
  map.createPane("stations").style.zIndex = 440;
  map.getPane("points").style.pointerEvents = "none";
  L.control
    .zoom({ position: "bottomright", zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut })
    .addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  return map;
}

function stationToken(station) {
  if (station.centre) {
    return "--place-station";
  }
  return station.open ? "--feeder" : "--halo";
}

function drawStations(map, stations) {
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
  return L.layerGroup(markers).addTo(map);
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

function drawLegend(data) {
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
  document.getElementById("network-legend").replaceChildren(...lines);
}

function outlineStyle() {
  return {
    fillColor: colour("--page"),
    fillOpacity: 1,
    color: colour("--border-faint"),
    weight: 1.2,
  };
}

function wayStyle(way) {
  const style = SIDES[way.side][way.kind];
  return { ...style, color: colour(style.color) };
}

function start() {
  const data = dataOf("network-map-data");
  const frame = document.getElementById("network-map");
  const map = mapIn(frame, data.texts);
  const outline = L.geoJSON(data.outline, {
    interactive: false,
    style: outlineStyle,
  });
  const points = pointLayer(L, { ...data.villages, statuses: data.states });
  const places = data.villages.lat.map((lat, i) => [lat, data.villages.lon[i]]);
  const stations = data.stations.map((station) => [station.at[1], station.at[0]]);
  const bounds = L.latLngBounds([...places, ...stations]);
  map.fitBounds(bounds.pad(0.04));
  outline.addTo(map);
  const ways = data.ways.map((way) =>
    L.polyline(swapped(way.at), wayStyle(way))
      .bindTooltip(() => element("span", "", way.name), { sticky: true })
      .addTo(map),
  );
  points.addTo(map);
  points.show(data.states.map((_, i) => i));
  let drawnStations = drawStations(map, data.stations);
  drawLegend(data);
  // At once, since the page may be about to be printed.
  onNewColours(() => {
    outline.setStyle(outlineStyle);
    ways.forEach((way, i) => way.setStyle(wayStyle(data.ways[i])));
    drawnStations.remove();
    drawnStations = drawStations(map, data.stations);
    points.drawAnew();
    drawLegend(data);
    for (const layer of [outline.getLayers()[0], drawnStations.getLayers()[0]]) {
      if (layer) {
        map.getRenderer(layer)._redraw();
      }
    }
  });

  const tip = L.tooltip({ direction: "top", offset: [0, -6], opacity: 1 });
  map.on("mousemove", (event) => {
    const found = points.nearest(event.containerPoint, 8);
    if (found < 0) {
      tip.remove();
      return;
    }
    tip
      .setLatLng(places[found])
      .setContent(element("span", "", data.villages.name[found]))
      .addTo(map);
  });
  map.on("click", (event) => {
    const found = points.nearest(event.containerPoint, 10);
    if (found >= 0 && data.page) {
      const next = new URL(data.page, window.location.href);
      next.searchParams.set("village", data.villages.code[found]);
      next.hash = "why";
      window.location.assign(next);
    }
  });
  window.addEventListener("resize", () => {
    if (!window.matchMedia("print").matches) {
      map.invalidateSize();
    }
  });
  window.addEventListener("beforeprint", () => frame.append(pictureOf(frame)));
  window.addEventListener("afterprint", () => {
    document.querySelector(".print-picture").remove();
  });
  frame.dataset.ready = "true";
}

if (document.getElementById("network-map")) {
  start();
}
