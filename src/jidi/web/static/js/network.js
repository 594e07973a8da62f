// The map of a design, or of two compared: runs, stations, villages; the tables say the same.

import { dataOf, element } from "./data.js";
import { drawStations, drawWays, legendLines } from "./design.js";
import { colour, onNewColours } from "./look.js";
import { pictureOf } from "./picture.js";
import { pointLayer } from "./points.js";

const L = window.L;

function mapIn(frame, texts) {
  const map = L.map(frame, {
    preferCanvas: true,
    zoomControl: false,
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    wheelPxPerZoomLevel: 120,
    minZoom: 3,
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

function showLegend(data) {
  document.getElementById("network-legend").replaceChildren(...legendLines(data));
}

function outlineStyle() {
  return {
    fillColor: colour("--page"),
    fillOpacity: 1,
    color: colour("--border-faint"),
    weight: 1.2,
  };
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
  const recolourWays = drawWays(map, data.ways);
  points.addTo(map);
  points.show(data.states.map((_, i) => i));
  let drawnStations = drawStations(map, data.stations);
  showLegend(data);
  // At once, since the page may be about to be printed.
  onNewColours(() => {
    outline.setStyle(outlineStyle);
    recolourWays();
    drawnStations.remove();
    drawnStations = drawStations(map, data.stations);
    points.drawAnew();
    showLegend(data);
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
