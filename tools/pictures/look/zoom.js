// Draws the picture anew for the part of time one wants to see. The sums are those of axis.py.
// The part stands in the address: #t=<first microsecond>&span=<microseconds>.
"use strict";
const chart = JSON.parse(document.getElementById("chart").textContent);
const root = document.querySelector("svg.picture");
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = chart.width;
const WAVE_MAX_US = 40 * chart.period_us; // a period is then at least 22 pixels wide
const SPAN_MIN_US = 50;
const LETTER = 6.2, MS = 1e3, S = 1e6, MIN = 6e7, DAY = 864e8;

const found = {};
for (const lane of chart.lanes) {
  for (const series of lane.series || []) {
    let t = 0;
    series.times = series.steps_us.map((step) => (t += step));
    found[series.name] = series;
  }
}
let from = chart.from_us, to = chart.to_us;

const byId = (id) => document.getElementById(id);
const clip = (x) => Math.min(Math.max(x, 0), WIDTH);
const x = (t) => Math.floor(((t - from) / (to - from)) * WIDTH * 2 + 0.5) / 2;
const y = (lane, v) => Math.floor(((lane.high - v) / (lane.high - lane.low)) * lane.height * 10 + 0.5) / 10;

// How many of the sorted times are at or before t.
function until(times, t) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle + 1; else high = middle;
  }
  return low;
}

function at(series, t) {
  const place = series ? until(series.times, t) - 1 : -1;
  return place < 0 ? null : series.values[place];
}

function visible(series) {
  const first = Math.max(until(series.times, from) - 1, 0), end = until(series.times, to);
  return series.times.slice(first, end).map((t, place) => [t, series.values[first + place]]);
}

function stepPath(lane, points) {
  let path = "", drawing = false;
  for (let place = 0; place < points.length;) {
    const column = clip(x(points[place][0])), downs = [];
    let last = null;
    for (; place < points.length && clip(x(points[place][0])) === column; place++) {
      last = points[place][1];
      if (last !== null) downs.push(y(lane, last));
    }
    if (downs.length) {
      const stops = downs.length === 1 ? downs
        : [Math.min(...downs), Math.max(...downs), downs[downs.length - 1]];
      path += (drawing ? `H${column}` : `M${column} ${downs[0]}`) + stops.map((d) => `V${d}`).join("");
    } else if (drawing) path += `H${column}`;
    drawing = last !== null;
  }
  return path + (drawing ? `H${WIDTH}` : "");
}

function bandPath(lane, upper, lower) {
  const times = [...new Set([...visible(upper), ...visible(lower)].map((point) => point[0]))]
    .sort((a, b) => a - b).concat(to);
  let path = "", ended = -1;
  for (let place = 0; place + 1 < times.length; place++) {
    const high = at(upper, times[place]), low = at(lower, times[place]);
    const left = Math.max(clip(x(times[place])), ended), right = clip(x(times[place + 1]));
    if (high === null || low === null || high === low || right <= left) continue;
    path += `M${left} ${y(lane, high)}H${right}V${y(lane, low)}H${left}Z`;
    ended = right;
  }
  return path;
}

// The square wave that the plateaus and the duty tell of. Where a period begins was not recorded.
function wave() {
  const points = [];
  const { pilot_high_mv: high, pilot_low_mv: low, duty } = found;
  const add = (t, series) => { if (t <= to) points.push([t, at(series, Math.max(t, from))]); };
  const changes = [...visible(high), ...visible(duty)].map((point) => point[0]);
  const starts = [from, ...changes.filter((t) => t > from), to];
  starts.sort((a, b) => a - b);
  for (let place = 0; place + 1 < starts.length; place++) {
    const begin = starts[place], end = starts[place + 1], percent = at(duty, begin);
    if (percent === null || percent >= 100 || percent <= 0) {
      add(begin, percent === 0 ? low : high);
      continue;
    }
    const rise = Math.floor(begin / chart.period_us) * chart.period_us;
    for (let t = rise; t < end; t += chart.period_us) {
      const fall = t + (percent / 100) * chart.period_us;
      if (fall > begin) add(Math.max(t, begin), high);
      if (fall < end) add(Math.max(fall, begin), low);
    }
  }
  return points;
}

function node(parent, name, attributes, text) {
  const made = parent.appendChild(document.createElementNS(SVG, name));
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  return made;
}

function tickText(t, step) {
  if (chart.wall_us === null) return `${+(t / MS).toPrecision(9)} ms`;
  if (step >= DAY) return new Date(t / MS).toISOString().slice(5, 10);
  const whole = Math.floor((((t % DAY) + DAY) % DAY) / S);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const clock = `${two(whole / 3600)}:${two((whole / 60) % 60)}`;
  if (step >= MIN) return clock;
  if (step >= S) return `${clock}:${two(whole % 60)}`;
  const decimals = 6 - (String(step).length - 1);
  const us = String(((t % S) + S) % S).padStart(6, "0");
  return `${two(whole % 60)}.${us}`.slice(0, 3 + decimals) + " s";
}

function drawTicks() {
  const zero = chart.wall_us || 0, group = byId("ticks");
  const step = chart.steps_us.find((s) => (to - from) / s <= chart.ticks_max) || chart.steps_us.at(-1);
  const above = chart.top - chart.bottom;
  group.replaceChildren();
  for (let t = Math.ceil((from + zero) / step) * step; t <= to + zero; t += step) {
    node(group, "path", { class: "tick", d: `M${x(t - zero)} ${above}V5` });
    node(group, "text", { x: x(t - zero), y: 19, class: "time" }, tickText(t, step));
  }
}

function drawMarkers() {
  const group = byId("markers"), ends = Array(chart.marker_rows).fill(-Infinity);
  group.replaceChildren();
  chart.events.forEach((t, place) => {
    const across = x(t), row = ends.findIndex((end) => across >= end);
    if (across < 0 || across > WIDTH || row < 0) return;
    ends[row] = across + chart.marker_apart;
    const down = chart.top - chart.head - chart.marker_row * row;
    node(group, "path", { class: "event", d: `M${across} ${down}V${chart.bottom - chart.head}` });
    const text = { x: across, y: down - 2, class: "number", "data-us": t };
    node(group, "text", text, place + 1);
  });
}

function drawStrip(lane) {
  const group = byId(`spans-${lane.name}`);
  group.replaceChildren();
  for (const [begin, end, text, kind] of lane.spans) {
    if (end < from || begin > to) continue;
    const left = clip(x(begin)), wide = clip(x(end)) - left;
    const box = { class: `span ${kind} ${lane.name}`, x: left, y: 1, width: Math.max(wide, 1), height: 18 };
    node(node(group, "rect", box), "title", {}, text);
    if (wide > text.length * LETTER + 4) node(group, "text", { x: left + 4, y: 14, class: "word" }, text);
  }
}

function drawGraph(lane) {
  for (const series of lane.series) {
    byId(`line-${series.name}`).setAttribute("d", stepPath(lane, visible(series)));
  }
  if (!byId("band") || lane.name !== "pilot") return;
  const waves = to - from <= WAVE_MAX_US && found.duty && lane.series.length > 1;
  const [upper, lower] = lane.series;
  byId("band").setAttribute("d", waves ? "" : bandPath(lane, upper, lower));
  if (waves) {
    byId(`line-${upper.name}`).setAttribute("d", stepPath(lane, wave()));
    byId(`line-${lower.name}`).setAttribute("d", "");
  }
  byId("wave-note").style.display = waves ? "inline" : "none";
}

function clock(t, step) {
  if (chart.wall_us === null) return `${t / MS} ms`;
  const text = tickText(t + chart.wall_us, S);
  return step < S ? text.slice(0, 6) + tickText(t + chart.wall_us, step).slice(0, -2) : text;
}

function spanText(us) {
  const [size, unit] = us >= 36e8 ? [36e8, "h"] : us >= MIN ? [MIN, "min"]
    : us >= S ? [S, "s"] : us >= MS ? [MS, "ms"] : [1, "µs"];
  return `${+(us / size).toPrecision(3)} ${unit}`;
}

function draw() {
  for (const lane of chart.lanes) lane.spans ? drawStrip(lane) : drawGraph(lane);
  drawTicks();
  drawMarkers();
  tell(null);
}

// Shows so many microseconds from `begin` on, as far as there is something recorded.
function show(begin, span) {
  const whole = chart.to_us - chart.from_us;
  span = Math.round(Math.min(Math.max(span, SPAN_MIN_US), whole));
  from = Math.round(Math.min(Math.max(begin, chart.from_us), chart.to_us - span));
  to = from + span;
  draw();
  history.replaceState(null, "", span === whole ? "#" : `#t=${from}&span=${span}`);
}

function zoom(factor, t) {
  show(t - (t - from) * factor, (to - from) * factor);
}

function tell(t) {
  const fine = (to - from) / WIDTH < S ? Math.max(1, 10 ** Math.floor(Math.log10((to - from) / WIDTH))) : S;
  const words = [`<b>${spanText(to - from)}</b> from ${clock(from, fine)}`];
  if (t !== null) {
    words.push(`at <b>${clock(Math.round(t), fine)}</b>`);
    for (const lane of chart.lanes) {
      for (const series of lane.series || []) {
        const value = at(series, t);
        if (value !== null) words.push(`${series.label} ${value} ${UNIT[lane.name]}`);
      }
      const span = (lane.spans || []).find(([begin, end]) => begin <= t && t < end);
      if (span) words.push(`${lane.label.toLowerCase()} ${span[2]}`);
    }
  }
  byId("readout").replaceChildren();
  words.forEach((word) => byId("readout").append(part(word)));
}

const UNIT = { pilot: "V", duty: "%", current: "A" };

// Labels come from the file: they are set as text, only the words of our own are bold.
function part(word) {
  const made = document.createElement("span");
  word.split(/<\/?b>/).forEach((text, place) => {
    const piece = document.createElement(place % 2 ? "b" : "span");
    piece.textContent = text;
    made.append(piece);
  });
  return made;
}

function timeUnder(event) {
  const plot = root.querySelector(".plot").getBoundingClientRect();
  return from + ((event.clientX - plot.left) / plot.width) * (to - from);
}

let dragged = null;
root.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(Math.sign(event.deltaY) * 0.3), timeUnder(event));
}, { passive: false });
root.addEventListener("pointerdown", (event) => { dragged = { t: timeUnder(event), id: event.pointerId }; });
root.addEventListener("pointermove", (event) => {
  const t = timeUnder(event);
  if (dragged && event.buttons) show(from + dragged.t - t, to - from);
  else { dragged = null; tell(t < from || t > to ? null : t); }
});
root.addEventListener("pointerleave", () => { dragged = null; tell(null); });
root.addEventListener("dblclick", (event) => zoom(0.2, timeUnder(event)));

document.addEventListener("click", (event) => {
  const { span, us } = event.target.dataset;
  const middle = (from + to) / 2;
  if (span === "whole") show(chart.from_us, Infinity);
  else if (span) show(middle - span / 2, +span);
  else if (us) { const wide = Math.min(to - from, 10 * S); show(us - wide / 2, wide); }
});

document.addEventListener("keydown", (event) => {
  const middle = (from + to) / 2, step = (to - from) / 5;
  const does = {
    "+": () => zoom(0.5, middle), "=": () => zoom(0.5, middle), "-": () => zoom(2, middle),
    ArrowLeft: () => show(from - step, to - from), ArrowRight: () => show(from + step, to - from),
    0: () => show(chart.from_us, Infinity),
  }[event.key];
  if (does && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); does(); }
});

function showAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("t")) show(+asked.get("t"), +asked.get("span"));
  else show(chart.from_us, Infinity);
}
for (const button of document.querySelectorAll("nav button")) {
  button.hidden = +button.dataset.span >= chart.to_us - chart.from_us;
}
byId("period").hidden ||= !found.duty;
window.addEventListener("hashchange", showAddress);
showAddress();
