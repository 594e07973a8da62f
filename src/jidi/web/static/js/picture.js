// The map as one picture for paper: browsers print before a canvas that changed its size is redrawn.

import { element } from "./data.js";
import { colour } from "./look.js";

function within(frame, part) {
  const outer = frame.getBoundingClientRect();
  const inner = part.getBoundingClientRect();
  return {
    left: inner.left - outer.left,
    top: inner.top - outer.top,
    width: inner.width,
    height: inner.height,
  };
}

function writeName(context, frame, label) {
  const place = within(frame, label);
  const x = place.left + place.width / 2;
  const y = place.top + place.height / 2;
  context.font = window.getComputedStyle(label).font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.strokeStyle = colour("--halo");
  context.strokeText(label.textContent, x, y);
  context.fillStyle = colour("--place-name");
  context.fillText(label.textContent, x, y);
}

// Everything the frame shows at this moment, drawn into one canvas.
export function pictureOf(frame) {
  const ratio = window.devicePixelRatio || 1;
  const picture = element("canvas", "print-picture");
  picture.width = frame.clientWidth * ratio;
  picture.height = frame.clientHeight * ratio;
  const context = picture.getContext("2d");
  context.scale(ratio, ratio);
  for (const layer of frame.querySelectorAll(".leaflet-pane canvas")) {
    const place = within(frame, layer);
    context.drawImage(layer, place.left, place.top, place.width, place.height);
  }
  for (const label of frame.querySelectorAll(".city-name")) {
    writeName(context, frame, label);
  }
  return picture;
}
