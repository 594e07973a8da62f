// The page of a job that runs: progress as the server tells it, and the whole page anew at its end.

const bar = document.querySelector("progress[data-events]");
const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((n) => String(n).padStart(2, "0"));
  return [Math.floor(whole / 3600), ...parts].join(":");
}

function put(name, text) {
  const place = document.querySelector(`[data-job="${name}"]`);
  if (place && place.textContent !== text) {
    place.textContent = text;
  }
}

function show(told) {
  bar.value = told.share;
  put("share", `${Math.round(told.share * 100)}%`);
  put("state", told[`state_${lang}`]);
  for (const sentence of document.querySelectorAll("[data-while]")) {
    sentence.hidden = sentence.dataset.while !== told.state;
  }
  put("step", told[`step_${lang}`]);
  put("seconds", told.seconds === null ? "—" : clock(told.seconds));
  put("left", told.left === null ? "—" : clock(told.left));
}

if (bar && "EventSource" in window) {
  const stream = new EventSource(bar.dataset.events);
  stream.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("end", () => {
    stream.close();
    window.location.reload();
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) {
      // Refused, such as after the session ended: the page says why.
      window.setTimeout(() => window.location.reload(), 5000);
    }
  });
}
