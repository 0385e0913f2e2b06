/* SPDX-License-Identifier: MIT */

/* What a page does beside being read, for whoever has a script: it keeps itself up to date from /live, its charts can be
 * looked into point by point with a pointer or the arrow keys, and are saved as pictures. Without it nothing is lost:
 * the table below a chart says the same, and reading the page again shows the news. */
"use strict";

const AGAIN_MS = 60000;
const news = document.querySelector(".news");

/* ---- charts ---- */

const rowsOf = (figure) => [...figure.nextElementSibling.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent));

function lookInto(figure) {
  const plot = figure.querySelector(".plot"), chart = plot.querySelector("svg"), rows = rowsOf(figure);
  const slider = document.createElement("input"), said = document.createElement("output");
  Object.assign(slider, { type: "range", min: 0, max: rows.length - 1, value: rows.length - 1, className: "look" });
  slider.setAttribute("aria-label", `${chart.querySelector("title").textContent}. ${plot.dataset.look}`);
  said.className = "said";
  said.setAttribute("aria-hidden", "true"); /* the slider's value text says it */
  const show = () => {
    const [label, value] = rows[slider.value], part = (Number(slider.value) + 0.5) / rows.length;
    slider.setAttribute("aria-valuetext", `${label}: ${value}`);
    said.textContent = `${label}: ${value}`;
    said.style.left = `${part * 100}%`;
    said.style.transform = `translateX(${-part * 100}%)`;
    slider.style.setProperty("--at", `${part * 100}%`);
  };
  slider.addEventListener("input", show);
  slider.addEventListener("pointermove", (event) => {
    const box = slider.getBoundingClientRect();
    slider.value = Math.floor((event.clientX - box.left) / box.width * rows.length);
    show();
  });
  show();
  plot.append(slider, said);
}

/* The style of the page, written into a copy of the chart: a picture has no style sheet. */
function drawn(chart, width, height) {
  const copy = chart.cloneNode(true), from = [chart, ...chart.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((one, i) => {
    const style = getComputedStyle(one);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "vector-effect"]) to[i].setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

function wrapped(pen, text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/* Title, chart with its scale, caption: what stands on a slide by itself. */
function paint(figure, image, canvas) {
  const pen = canvas.getContext("2d"), style = getComputedStyle(document.body), left = 90, top = 90, width = 1090, height = 400;
  const words = (name) => [...figure.querySelectorAll(`.${name} span`)].map((one) => one.textContent);
  const write = (text, x, y, size, align) => { pen.font = `${size}px ${style.fontFamily}`; pen.textAlign = align; pen.fillText(text, x, y); };
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = style.color;
  write([figure.querySelector("svg title").textContent, ...document.title.split(" – ").slice(1)].join(" – "), 30, 50, 26, "left");
  pen.drawImage(image, left, top, width, height);
  words("y").forEach((text, i, all) => write(text, left - 12, top + 8 + i * height / (all.length - 1), 20, "right"));
  words("x").forEach((text, i) => write(text, left + i * width, top + height + 34, 20, i ? "right" : "left"));
  pen.font = `20px ${style.fontFamily}`;
  wrapped(pen, figure.querySelector("figcaption").textContent, 1140).forEach((line, i) => write(line, 30, top + height + 80 + i * 28, 20, "left"));
}

function saves(figure) {
  const button = figure.nextElementSibling.querySelector(".png");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 640 }), image = new Image();
    image.src = drawn(figure.querySelector("svg"), 1090, 400);
    await image.decode();
    paint(figure, image, canvas);
    Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: `${button.dataset.name}.png` }).click();
  });
}

function equip() {
  for (const figure of document.querySelectorAll("figure:has(.plot)"))
    if (!figure.querySelector(".look")) {
      lookInto(figure);
      saves(figure);
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
