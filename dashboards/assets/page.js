/* SPDX-License-Identifier: MIT */

/* What a page does beside being read, for whoever has a script: it keeps itself up to date from /live, and its charts can
 * be looked into point by point and closer, with a pointer or the keys. Without it nothing is lost: the picture is there,
 * the table below it says the same, and reading the page again shows the news. */
"use strict";

const AGAIN_MS = 60000;
const news = document.querySelector(".news");

/* ---- charts: the server's picture is drawn anew by uPlot, to be looked into ---- */

const tint = (name) => getComputedStyle(document.body).getPropertyValue(`--${name}`);
const only = (points, name) => points.map((point) => point[name] ?? null);
const worded = (value, signed) => `${signed && value > 0 ? "+" : ""}${value}`.replace("-", "\u2212");

/* How sure: from the least to the most that a point may be. */
function whiskers(plot, points) {
  const pen = plot.ctx;
  pen.strokeStyle = tint("ink");
  pen.lineWidth = 2 * devicePixelRatio;
  for (const [i, { low, high }] of points.entries()) {
    const x = plot.valToPos(i, "x", true);
    if (low === undefined || x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
    pen.beginPath();
    pen.moveTo(x, plot.valToPos(low, "y", true));
    pen.lineTo(x, plot.valToPos(high, "y", true));
    pen.stroke();
  }
}

const side = (point) => tint(point.now === false ? "soft" : point.value < 0 ? "below" : "above");

function seriesOf(chart) {
  const { points } = chart, colours = { unit: 3, values: () => points.map(side) };
  const bars = { paths: uPlot.paths.bars({ size: [0.8, 80], disp: { fill: colours, stroke: colours } }), points: { show: false } };
  const line = { stroke: () => tint("accent"), width: 2.5, points: { show: true, size: 6, fill: () => tint("accent") } };
  const edge = { stroke: "transparent", points: { show: false } };
  return [{}, chart.line ? line : bars, { stroke: () => tint("usual"), width: 2, dash: [5, 4], points: { show: false } }, edge, edge];
}

function optionsOf(chart, box, tell) {
  const axis = { stroke: () => tint("soft"), font: "13px system-ui, sans-serif", ticks: { show: false } };
  const room = 16 + 8 * Math.max(...chart.points.map((point) => point.label.length)); // of the longest label, so that none meet
  const labels = (_, at) => at.map((i) => chart.points[i]?.label ?? "");
  const line = { stroke: () => tint("line"), width: 1 };
  return {
    width: box.clientWidth, height: box.clientHeight, legend: { show: false }, cursor: { y: false }, series: seriesOf(chart),
    scales: { x: { time: false, range: (_, from, to) => [from - 0.5, to + 0.5] }, y: { range: [chart.least, chart.most] } },
    axes: [{ ...axis, size: 28, grid: { show: false }, space: room, incrs: [1, 2, 3, 6, 7, 12, 14, 24, 28], values: labels },
           { ...axis, size: 48, grid: line, space: 40, values: (_, at) => at.map((value) => worded(value, chart.least < 0)) }],
    bands: chart.line ? [{ series: [3, 4], fill: () => `color-mix(in srgb, ${tint("accent")} 16%, transparent)` }] : [],
    hooks: { setCursor: [(plot) => tell(plot.cursor.idx)], draw: chart.line ? [] : [(plot) => whiskers(plot, chart.points)] },
  };
}

/* The arrow keys go from point to point, + and - look closer and wider, as a pointer that drags and clicks twice. */
function keys(plot, slider, count) {
  let reach = count;
  slider.addEventListener("input", () => plot.setCursor({ left: plot.valToPos(Number(slider.value), "x"), top: 0 }));
  slider.addEventListener("keydown", (event) => {
    if (!"+=-".includes(event.key)) return;
    reach = event.key === "-" ? Math.min(reach * 2, count) : Math.max(reach / 2, 4);
    const from = Math.max(0, Math.min(Number(slider.value) - reach / 2, count - reach));
    plot.setScale("x", { min: from, max: Math.min(from + reach, count) - 1 });
    event.preventDefault();
  });
}

function drawn(figure, chart) {
  const box = figure.querySelector(".plot"), { points } = chart, last = points.length - 1;
  const host = document.createElement("div"), slider = document.createElement("input"), said = document.createElement("output");
  host.className = "canvas";
  host.setAttribute("aria-hidden", "true");
  Object.assign(slider, { type: "range", min: 0, max: last, value: last, className: "look" });
  slider.setAttribute("aria-label", `${chart.title}. ${box.dataset.look}`);
  said.className = "said";
  said.setAttribute("aria-hidden", "true"); /* the slider's value text says it */
  const tell = (i) => {
    said.textContent = points[i ?? slider.value].words;
    if (i != null) slider.value = i;
    slider.setAttribute("aria-valuetext", said.textContent);
  };
  box.append(host, slider, said);
  const plot = new uPlot(optionsOf(chart, box, tell), [points.map((_, i) => i), ...["value", "usual", "high", "low"].map((name) => only(points, name))], host);
  box.classList.add("drawn");
  tell(last);
  keys(plot, slider, points.length);
  new ResizeObserver(() => { if (box.clientWidth) plot.setSize({ width: box.clientWidth, height: box.clientHeight }); }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());
}

/* Asked for once, by the first page that has a chart; nothing where the build had no npm. */
let library = null;
const uPlotIsHere = () => library ??= new Promise((done, failed) => {
  const script = Object.assign(document.createElement("script"), { src: document.body.dataset.charts, onload: done, onerror: failed });
  document.head.append(script);
});

async function equip() {
  if (!document.body.dataset.charts) return;
  for (const figure of document.querySelectorAll("figure:has(.plot:not(.awaited))")) {
    figure.querySelector(".plot").classList.add("awaited");
    const [answer] = await Promise.all([fetch(figure.nextElementSibling.querySelector("a[type='application/json']").href), uPlotIsHere()]);
    if (answer.ok) drawn(figure, await answer.json());
  }
}

/* ---- news ---- */

/* Somebody is in the middle of something: a form that was touched, or posts being read. */
const isBusy = () => location.pathname.startsWith("/posts") || document.activeElement?.matches("main input:not(.look), main select, main textarea") ||
  [...document.querySelectorAll("main textarea")].some((one) => one.value !== one.defaultValue);

function say(words, path) {
  const line = document.createElement("p"), close = document.createElement("button");
  line.append(path ? Object.assign(document.createElement("a"), { href: path, textContent: words }) : words);
  Object.assign(close, { type: "button", className: "soft", textContent: news.dataset.close });
  close.addEventListener("click", () => news.replaceChildren());
  news.replaceChildren(line, close);
}

let had = null; /* the content as the server sent it last; what the script added is not in it */

async function fetched() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/* Only the parts that differ are put in place, so that focus, open tables and the reader's place stay. */
function put(page) {
  const main = document.querySelector("main"), fresh = page.querySelector("main"), before = had ?? [];
  const open = new Set([...main.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  const next = [...fresh.children].map((one) => one.outerHTML);
  if (before.length === next.length) {
    [...main.children].forEach((one, i) => {
      if (before[i] === next[i] || one.contains(document.activeElement)) return;
      one.replaceWith(document.importNode(fresh.children[i], true));
    });
  } else main.replaceChildren(...[...fresh.children].map((one) => document.importNode(one, true)));
  had = next;
  for (const summary of main.querySelectorAll("details > summary")) if (open.has(summary.textContent)) summary.parentElement.open = true;
  equip();
}

let due = null;
function refresh() {
  clearTimeout(due);
  due = setTimeout(async () => {
    if (isBusy()) {
      if (!news.firstChild) say(news.dataset.show, location.href);
      return;
    }
    const page = await fetched().catch(() => null);
    if (page) put(page);
  }, 300);
}

let events = null, last = document.body.dataset.live;

function listen() {
  events = new EventSource(`/live?last=${last}`);
  const hear = (name, then) => events.addEventListener(name, (event) => { last = event.lastEventId; refresh(); then?.(event); });
  hear("change");
  hear("all");
  hear("incident", (event) => {
    const told = JSON.parse(event.data), lang = document.documentElement.lang;
    say(told[lang], `${told.path}?lang=${lang}`);
  });
  events.addEventListener("error", () => { if (events.readyState === EventSource.CLOSED) setTimeout(attend, AGAIN_MS); });
}

/* A page that nobody sees does not listen: a browser has few connections for all its tabs. What it missed it is told when
 * it is seen again. */
function attend() {
  if (events) events.close();
  events = null;
  if (!document.hidden) listen();
}

had = [...document.querySelectorAll("main > *")].map((one) => one.outerHTML);
equip();
if (news) {
  attend();
  document.addEventListener("visibilitychange", attend);
}
