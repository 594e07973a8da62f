// The map: counties on canvas, city lines, villages from zoom 9; the address holds what is chosen.

import { dataOf, element } from "./data.js";
import { drawStations, drawWays, legendLines } from "./design.js";
import { colour, onNewColours } from "./look.js";
import { pictureOf } from "./picture.js";
import { pointLayer, sprite } from "./points.js";

const L = window.L;
const VILLAGES_FROM = 9;
const data = dataOf("map-data");
const chosen = { ...data.chosen };
// What else depends on the design that is drawn: nothing but the page and the design itself.
const WITH_DESIGN = new Set([data.addresses.page, data.addresses.design]);
const pane = document.getElementById("map-panel");
let colours = data.colours;
let counties = null;
let cities = null;
let cityLines = null;
let points = null;
let hatch = null;

const map = L.map("map", {
  preferCanvas: true,
  zoomControl: false,
  zoomSnap: 0.25,
  zoomDelta: 0.5,
  wheelPxPerZoomLevel: 120,
  minZoom: 5,
  maxZoom: 14,
  attributionControl: false,
  zoomAnimation: false,
  fadeAnimation: false,
});
map.setView([37.6, 112.3], 6.5);
map.createPane("cities").style.zIndex = 420;
map.createPane("points").style.zIndex = 430;
map.createPane("ways").style.zIndex = 425;
map.createPane("stations").style.zIndex = 435;
map.createPane("names").style.zIndex = 440;
map.getPane("cities").style.pointerEvents = "none";
map.getPane("points").style.pointerEvents = "none";
map.getPane("names").style.pointerEvents = "none";
L.control
  .zoom({
    position: "bottomright",
    zoomInTitle: data.texts.zoomIn,
    zoomOutTitle: data.texts.zoomOut,
  })
  .addTo(map);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);

function hatching() {
  const tile = document.createElement("canvas");
  tile.width = 6;
  tile.height = 6;
  const context = tile.getContext("2d");
  context.fillStyle = colour("--no-data");
  context.fillRect(0, 0, 6, 6);
  context.strokeStyle = colour("--no-data-line");
  context.beginPath();
  context.moveTo(-1, 7);
  context.lineTo(7, -1);
  context.moveTo(-1, 1);
  context.lineTo(1, -1);
  context.moveTo(5, 7);
  context.lineTo(7, 5);
  context.stroke();
  return context.createPattern(tile, "repeat");
}

// Without a head of its own, so that what the page began to load by its links is taken.
async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(String(response.status));
  }
  return response;
}

function address(base, extra = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...chosen, ...extra })) {
    if (value && (key !== "design" || WITH_DESIGN.has(base))) {
      query.set(key, value);
    }
  }
  return `${base}?${query}`;
}

// Counties

// A city's division colours all its counties; a township's or village's, its county.
function isInside(code) {
  const { division } = chosen;
  return !division || code.startsWith(division.slice(0, /^\d{4}0{8}$/.test(division) ? 4 : 6));
}

function countyStyle(feature) {
  const code = feature.properties.code;
  const county = colours.counties[code];
  const on = document.querySelector("[data-layer=counties]").checked;
  const inside = isInside(code);
  const picked = Boolean(chosen.division) && inside;
  return {
    fillColor: county && county.colour ? colour(county.colour) : hatch,
    fillOpacity: on ? (inside ? 1 : 0.4) : 0,
    color: colour(picked ? "--border-chosen" : on ? "--border" : "--border-faint"),
    weight: picked ? 2.2 : 0.8,
  };
}

function restyle() {
  counties.setStyle(countyStyle);
  counties.eachLayer((layer) => {
    if (chosen.division && isInside(layer.feature.properties.code)) {
      layer.bringToFront();
    }
  });
}

function onCounty(feature, layer) {
  const code = feature.properties.code;
  layer.on("click", (event) => {
    L.DomEvent.stopPropagation(event);
    choose({ division: code });
  });
  // Elements, not strings: names are data and never markup.
  layer.bindTooltip(() => countyTip(code), {
    sticky: true,
    direction: "top",
    offset: [0, -8],
  });
}

function countyTip(code) {
  const box = element("span", "", `${colours.counties[code].name} `);
  box.append(element("strong", "", colours.counties[code].text));
  return box;
}

function cityStyle() {
  return { fill: false, color: colour("--border-city"), weight: 1.3 };
}

function drawCities(shapes) {
  cityLines = L.geoJSON(shapes, {
    pane: "cities",
    interactive: false,
    style: cityStyle,
  });
  const names = shapes.features.map((feature) => {
    const [lon, lat] = feature.properties.label;
    const text = data.cityNames[feature.properties.code] || feature.properties.name;
    const icon = L.divIcon({
      className: "city-name",
      html: element("span", "", text),
      iconSize: [120, 18],
    });
    return L.marker([lat, lon], { icon, pane: "names", interactive: false, keyboard: false });
  });
  return L.layerGroup([cityLines, ...names]).addTo(map);
}

function fit() {
  const wide = window.innerWidth > 760;
  const frame = wide
    ? { paddingTopLeft: [250, 12], paddingBottomRight: [340, 28] }
    : { padding: [8, 8] };
  const picked = [];
  counties.eachLayer((layer) => {
    if (isInside(layer.feature.properties.code)) {
      picked.push(layer.getBounds());
    }
  });
  const bounds = picked.reduce((all, one) => all.extend(one), L.latLngBounds(picked[0]));
  map.fitBounds(bounds, frame);
}

// Legend

function drawLegend() {
  const box = document.getElementById("map-legend");
  const list = element("ul");
  for (const one of colours.classes) {
    list.append(legendLine(colour(one.colour), one.label, one.count));
  }
  const valued = colours.classes.reduce((sum, one) => sum + one.count, 0);
  const missing = Object.keys(colours.counties).length - valued;
  if (missing > 0 || colours.classes.length === 0) {
    list.append(legendLine(null, data.texts.noData, missing));
  }
  const line = element("p", "fine", [colours.unit, colours.period].filter(Boolean).join(" · "));
  for (const origin of colours.origins) {
    line.append(" ", element("span", `origin origin-${origin.kind}`, origin.text));
  }
  box.replaceChildren(element("p", "legend-title", colours.title), line, list);
}

function legendLine(fill, label, count) {
  const line = element("li");
  const picture = document.createElement("canvas");
  picture.width = 18;
  picture.height = 11;
  const context = picture.getContext("2d");
  context.fillStyle = fill || hatch;
  context.fillRect(0, 0, 18, 11);
  context.strokeStyle = colour("--swatch-line");
  context.strokeRect(0.5, 0.5, 17, 10);
  line.append(picture, element("span", "", label), element("span", "legend-count", String(count)));
  return line;
}

// Villages

function drawVillages(columns) {
  if (points) {
    points.remove();
  }
  points = pointLayer(L, columns);
  points.columns = columns;
  drawVillageChoices(columns);
  points.addTo(map);
  showVillages();
}

function drawVillageChoices(columns) {
  const box = document.getElementById("village-layers");
  const before = new Set(
    [...box.querySelectorAll("input:checked")].map((input) => Number(input.dataset.state)),
  );
  const first = box.childElementCount === 0;
  const counts = columns.statuses.map(() => 0);
  for (const state of columns.status) {
    counts[state] += 1;
  }
  const lines = columns.statuses.map((state, i) => {
    const line = element("label", "layer");
    const input = element("input");
    input.type = "checkbox";
    input.dataset.state = String(i);
    input.checked = first ? state.grade === "missing" : before.has(i);
    input.addEventListener("change", showVillages);
    const name = document.documentElement.lang === "en" ? state.en : state.zh;
    const count = element("span", "count", counts[i].toLocaleString("en-US"));
    line.append(input, sprite(state.grade, 12), element("span", "", name), count);
    return line;
  });
  box.replaceChildren(...lines);
}

function showVillages() {
  if (!points) {
    return;
  }
  const near = map.getZoom() >= VILLAGES_FROM;
  const states = near
    ? points.columns.statuses.map((_, i) => i)
    : [...document.querySelectorAll("#village-layers input:checked")].map((input) =>
        Number(input.dataset.state),
      );
  points.show(states);
  document.getElementById("village-note").textContent = near
    ? data.texts.allVillages
    : data.texts.someVillages;
}

// Outlets, stations, lockers, and alerts: loaded when somebody opens their list.

function pointsIn(name, where, { first, far, noteOf }) {
  const part = (what) => document.getElementById(`${name}-${what}`);
  const state = { layer: null };
  const show = () => {
    const checked = [...part("choices").querySelectorAll("input:checked")];
    state.layer.show(checked.map((input) => Number(input.dataset.state)));
  };
  const load = async () => {
    const columns = await (await fetched(address(where))).json();
    if (state.layer) {
      state.layer.remove();
    }
    state.layer = pointLayer(L, columns, far);
    state.layer.columns = columns;
    const counts = columns.statuses.map((_, i) => columns.status.filter((one) => one === i).length);
    part("choices").replaceChildren(
      ...columns.statuses.map((kind, i) => {
        const line = element("label", "layer");
        const input = element("input");
        input.type = "checkbox";
        input.dataset.state = String(i);
        input.checked = first;
        input.addEventListener("change", show);
        const word = document.documentElement.lang === "en" ? kind.en : kind.zh;
        const count = element("span", "count", counts[i].toLocaleString("en-US"));
        line.append(input, sprite(kind.grade, 12), element("span", "", word), count);
        return line;
      }),
    );
    const note = part("note");
    note.textContent = noteOf(columns);
    if (columns.mark === "synthetic") {
      note.append(" ", element("span", "origin origin-synthetic", data.texts.synthetic));
    }
    state.layer.addTo(map);
    show();
  };
  if (part("layers")) {
    part("layers").addEventListener("toggle", (event) => {
      if (event.target.open && !state.layer) {
        guarded(load());
      }
    });
  }
  return state;
}

const unplaced = (columns) =>
  data.texts.unplaced.replace("{n}", columns.unplaced.toLocaleString("en-US"));
const places = pointsIn("place", data.addresses.places, {
  first: false,
  far: 7,
  noteOf: unplaced,
});
const alerts = pointsIn("alert", data.addresses.alerts, {
  first: true,
  far: 12,
  noteOf: (columns) => {
    if (!columns.moment) {
      return data.texts.neverRun;
    }
    const moment = columns.moment.slice(0, 16).replace("T", " ");
    return `${data.texts.asOf.replace("{moment}", moment)} · ${unplaced(columns)}`;
  },
});

// A design that is kept: its runs, stations, villages or counties.

let design = null;

async function showDesign() {
  const legend = document.getElementById("design-legend");
  if (design) {
    design.remove();
    design = null;
    legend.replaceChildren();
  }
  if (!chosen.design) {
    return;
  }
  const told = await (await fetched(address(data.addresses.design))).json();
  const lines = L.layerGroup();
  const recolourWays = drawWays(lines, told.ways, { pane: "ways" });
  const dots = pointLayer(L, { ...told.villages, statuses: told.states });
  dots.columns = { ...told.villages, statuses: told.states };
  dots.show(told.states.map((_, i) => i));
  dots.addTo(lines);
  let stations = drawStations(lines, told.stations);
  design = lines.addTo(map);
  design.dots = dots;
  const list = element("ul", "network-legend");
  list.append(...legendLines(told));
  const link = element("a", "", data.texts.openDesign);
  link.href = told.href;
  const mark = element("p", "fine", `${data.texts.scenario} · `);
  if (told.synthetic) {
    mark.append(element("span", "origin origin-synthetic", data.texts.synthetic), " · ");
  }
  mark.append(link);
  legend.replaceChildren(list, mark);
  design.recolour = () => {
    recolourWays();
    stations.remove();
    stations = drawStations(lines, told.stations);
    list.replaceChildren(...legendLines(told));
  };
  if (told.ways.length > 0) {
    const around = told.ways.flatMap((way) => way.at.map(([lon, lat]) => [lat, lon]));
    map.fitBounds(L.latLngBounds(around).pad(0.15));
  }
}

const designChoice = document.getElementById("map-design");
if (designChoice) {
  designChoice.addEventListener("change", () => {
    chosen.design = designChoice.value;
    window.history.pushState({ ...chosen }, "", address(data.addresses.page));
    guarded(showDesign());
  });
}

const villageTip = L.tooltip({ direction: "top", offset: [0, -6], opacity: 1 });

function hover(event) {
  const layer = [alerts.layer, places.layer, points].find(
    (one) => one && one.nearest(event.containerPoint, 8) >= 0,
  );
  if (!layer) {
    villageTip.remove();
    return;
  }
  const found = layer.nearest(event.containerPoint, 8);
  const { columns } = layer;
  const state = columns.statuses[columns.status[found]];
  const word = document.documentElement.lang === "en" ? state.en : state.zh;
  const number = columns.alerts && data.texts.alerts.replace("{n}", columns.alerts[found]);
  const told = [columns.name[found], word, number || columns.code[found]].join(" · ");
  villageTip
    .setLatLng([columns.lat[found], columns.lon[found]])
    .setContent(element("span", "", told))
    .addTo(map);
}

// What is chosen

// The controls around the map ask for what the map shows now.
function keepUp() {
  document.querySelector(".actions a[download]").href = address(data.addresses.export);
  const language = document.querySelector("a.language");
  language.href = address(data.addresses.page, { lang: language.hreflang });
  for (const look of document.querySelectorAll("a[data-look]")) {
    look.href = address(data.addresses.page, { look: look.dataset.look });
  }
  for (const form of document.querySelectorAll(".choice")) {
    const own = form.querySelector("select").name;
    for (const [key, value] of Object.entries(chosen)) {
      if (key !== own) {
        hiddenInput(form, key).value = value;
      }
    }
  }
  const select = document.getElementById("choice-division");
  if (![...select.options].some((option) => option.value === chosen.division)) {
    select.add(new Option(pane.querySelector(".trail strong").textContent, chosen.division));
  }
  select.value = chosen.division;
}

function hiddenInput(form, name) {
  const found = form.querySelector(`input[name=${name}]`);
  if (found) {
    return found;
  }
  const made = element("input");
  made.type = "hidden";
  made.name = name;
  form.append(made);
  return made;
}

async function choose(change, { remember = true } = {}) {
  const newNumbers = "indicator" in change || "period" in change;
  Object.assign(chosen, change);
  if (remember) {
    window.history.pushState({ ...chosen }, "", address(data.addresses.page));
  }
  const panelAnswer = window.htmx.ajax("GET", address(data.addresses.panel), {
    target: pane,
    swap: "innerHTML show:top",
  });
  if (newNumbers) {
    colours = await (await fetched(address(data.addresses.colours))).json();
    drawLegend();
  }
  restyle();
  await panelAnswer;
  keepUp();
}

function guarded(work) {
  return work.catch(() => {
    const old = document.querySelector(".map-failure");
    const box = old || element("p", "map-failure", data.texts.failed);
    box.setAttribute("role", "alert");
    document.querySelector(".map-frame").append(box);
    window.setTimeout(() => box.remove(), 6000);
  });
}

pane.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-division]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    guarded(choose({ division: link.dataset.division }).then(fit));
  }
});

document.getElementById("map-indicator").addEventListener("change", (event) => {
  guarded(choose({ indicator: event.target.value }));
});

window.addEventListener("popstate", () => {
  const query = new URLSearchParams(window.location.search);
  const change = {};
  for (const key of ["indicator", "period", "division"]) {
    change[key] = query.get(key) || (key === "division" ? "" : data.chosen[key]);
  }
  if (designChoice && (query.get("design") || "") !== chosen.design) {
    chosen.design = query.get("design") || "";
    designChoice.value = chosen.design;
    guarded(showDesign());
  }
  document.getElementById("map-indicator").value = change.indicator;
  guarded(choose(change, { remember: false }).then(fit));
});

for (const input of document.querySelectorAll("[data-layer]")) {
  input.addEventListener("change", () => {
    if (input.dataset.layer === "counties") {
      restyle();
    } else if (input.checked) {
      cities.addTo(map);
    } else {
      cities.remove();
    }
  });
}

// By the colours that hold now; at once, since a page may be about to be printed.
function recolour() {
  hatch = hatching();
  restyle();
  cityLines.setStyle(cityStyle);
  drawLegend();
  for (const layer of [points, places.layer, alerts.layer, design && design.dots].filter(Boolean)) {
    layer.drawAnew();
  }
  if (design && design.recolour) {
    design.recolour();
  }
  for (const part of [counties, cityLines]) {
    part.getLayers()[0]._renderer._redraw();
  }
}

async function start() {
  hatch = hatching();
  const json = (where) => fetched(where).then((answer) => answer.json());
  const villages = json(data.addresses.villages);
  villages.catch(() => {}); // told of below, after what can be drawn without them
  const [countyShapes, cityShapes] = await Promise.all([
    json(data.addresses.counties),
    json(data.addresses.cities),
  ]);
  counties = L.geoJSON(countyShapes, { style: countyStyle, onEachFeature: onCounty }).addTo(map);
  restyle();
  cities = drawCities(cityShapes);
  drawLegend();
  onNewColours(recolour);
  fit();
  map.on("zoomend", showVillages);
  map.on("mousemove", hover);
  window.addEventListener("resize", () => {
    if (!window.matchMedia("print").matches) {
      map.invalidateSize();
    }
  });
  window.addEventListener("beforeprint", () => {
    const frame = document.getElementById("map");
    frame.append(pictureOf(frame));
  });
  window.addEventListener("afterprint", () => {
    document.querySelector(".print-picture").remove();
  });
  drawVillages(await villages);
  await showDesign();
  document.getElementById("map").dataset.ready = "true";
}

guarded(start());
