// The colours of the style sheets for what is drawn on canvas; drawn anew when they change.

const dark = document.getElementById("dark");
const drawings = [];
const known = new Map();

// A token such as --class-1, or a value that names one: var(--class-1).
export function colour(token) {
  const name = token.replace(/^var\((.*)\)$/, "$1");
  if (!known.has(name)) {
    const style = getComputedStyle(document.documentElement);
    known.set(name, style.getPropertyValue(name).trim());
  }
  return known.get(name);
}

export function onNewColours(draw) {
  drawings.push(draw);
}

function drawAnew() {
  known.clear();
  for (const draw of drawings) {
    draw();
  }
}

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAnew);

// Paper is white: before anything is printed, canvases are drawn by the light tokens.
if (dark) {
  window.addEventListener("beforeprint", () => {
    dark.sheet.disabled = true;
    drawAnew();
  });
  window.addEventListener("afterprint", () => {
    dark.sheet.disabled = false;
    drawAnew();
  });
}
