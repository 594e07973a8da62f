// All villages on one canvas over typed arrays: fast enough without a graphics card.

import { colour } from "./look.js";

const SIZE = 11;
const TOKENS = {
  good: "--state-good",
  fair: "--state-fair",
  weak: "--state-weak",
  missing: "--state-missing",
  unknown: "--state-unknown",
  // Places, not states: of another family of colours.
  outlet: "--place-outlet",
  end: "--place-end",
  station: "--place-station",
  hub: "--place-hub",
  locker: "--place-locker",
  // Alerts by severity.
  urgent: "--alert-urgent",
  warning: "--alert-warning",
  notice: "--alert-notice",
};
const SQUARES = ["missing", "hub", "urgent"];
const TRIANGLES = ["weak", "station", "warning"];
const DIAMONDS = ["outlet", "locker"];

// Colour and shape together, so that a state is known without colour.
function outline(context, grade, size) {
  const middle = size / 2;
  const reach = size / 2 - 1;
  context.beginPath();
  if (SQUARES.includes(grade)) {
    context.rect(1.5, 1.5, size - 3, size - 3);
  } else if (TRIANGLES.includes(grade)) {
    context.moveTo(middle, 1);
    context.lineTo(size - 0.5, size - 1.5);
    context.lineTo(0.5, size - 1.5);
    context.closePath();
  } else if (DIAMONDS.includes(grade)) {
    context.moveTo(middle, 0.5);
    context.lineTo(size - 0.5, middle);
    context.lineTo(middle, size - 0.5);
    context.lineTo(0.5, middle);
    context.closePath();
  } else {
    context.arc(middle, middle, grade === "unknown" ? reach - 1 : reach, 0, 2 * Math.PI);
  }
}

export function sprite(grade, size = SIZE) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(size * ratio);
  canvas.height = Math.ceil(size * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  outline(context, grade, size);
  const halo = colour("--halo");
  const own = colour(TOKENS[grade]);
  context.fillStyle = grade === "unknown" ? halo : own;
  context.fill();
  context.lineWidth = grade === "unknown" ? 1.5 : 1;
  context.strokeStyle = grade === "unknown" ? own : halo;
  context.stroke();
  if (grade === "fair" || grade === "locker") {
    context.beginPath();
    context.arc(size / 2, size / 2, 1.6, 0, 2 * Math.PI);
    context.fillStyle = halo;
    context.fill();
  }
  return canvas;
}

// Web Mercator at zoom 0, in units of the world's width.
function projected(columns) {
  const count = columns.code.length;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const sine = Math.sin((columns.lat[i] * Math.PI) / 180);
    x[i] = columns.lon[i] / 360 + 0.5;
    y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  return { x, y };
}

// far: how large points are drawn before single villages can be told apart.
export function pointLayer(leaflet, columns, far = 7) {
  const { x, y } = projected(columns);
  const status = Uint8Array.from(columns.status);
  const drawnSprites = () => columns.statuses.map((state) => sprite(state.grade));
  let sprites = drawnSprites();

  const Layer = leaflet.Layer.extend({
    shown: new Set(),
    prefix: "",

    onAdd(map) {
      this._canvas = leaflet.DomUtil.create("canvas", "leaflet-zoom-hide");
      this._canvas.setAttribute("aria-hidden", "true");
      this._canvas.style.pointerEvents = "none";
      map.getPane("points").appendChild(this._canvas);
      map.on("moveend zoomend resize", this.draw, this);
      this.draw();
    },

    onRemove(map) {
      map.off("moveend zoomend resize", this.draw, this);
      this._canvas.remove();
    },

    show(states) {
      this.shown = new Set(states);
      if (this._map) {
        this.draw();
      }
    },

    drawAnew() {
      sprites = drawnSprites();
      if (this._map) {
        this.draw();
      }
    },

    draw() {
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const corner = map.containerPointToLayerPoint([0, 0]);
      leaflet.DomUtil.setPosition(this._canvas, corner);
      this._canvas.width = size.x * ratio;
      this._canvas.height = size.y * ratio;
      this._canvas.style.width = `${size.x}px`;
      this._canvas.style.height = `${size.y}px`;
      const context = this._canvas.getContext("2d");
      context.scale(ratio, ratio);
      this._eachOnScreen((i, left, top) => {
        const grain = map.getZoom() < 9 ? far : SIZE;
        context.drawImage(sprites[status[i]], left - grain / 2, top - grain / 2, grain, grain);
      });
    },

    // The worst states are drawn last, on top.
    _eachOnScreen(visit) {
      const map = this._map;
      const world = 256 * Math.pow(2, map.getZoom());
      const origin = map.getPixelBounds().min;
      const size = map.getSize();
      const states = [...this.shown].sort((a, b) => a - b);
      for (const state of states) {
        for (let i = 0; i < x.length; i += 1) {
          if (status[i] === state) {
            const left = x[i] * world - origin.x;
            const top = y[i] * world - origin.y;
            if (left > -9 && top > -9 && left < size.x + 9 && top < size.y + 9) {
              visit(i, left, top);
            }
          }
        }
      }
    },

    nearest(point, reach) {
      let best = -1;
      let least = reach * reach;
      this._eachOnScreen((i, left, top) => {
        const distance = (left - point.x) ** 2 + (top - point.y) ** 2;
        if (distance < least) {
          least = distance;
          best = i;
        }
      });
      return best;
    },
  });
  return new Layer();
}
