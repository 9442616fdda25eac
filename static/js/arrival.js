/* The arrival sheet opens without a signal: what keeps it is static/js/offline.js. */
"use strict";

const sheet = document.querySelector("[data-keep-for]");
const STALE = 10 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

const show = (selector) => sheet.querySelector(selector)?.removeAttribute("hidden");
const path = (address) => new URL(address, location.href).pathname;

function drawnWith() {
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
  const icons = [...document.querySelectorAll("use[href]")].map((use) => use.getAttribute("href").split("#")[0]);
  return [...new Set([...files.map((file) => file.href || file.src), ...icons].map(path))];
}

async function keepSheet() {
  const worker = navigator.serviceWorker;
  worker.addEventListener("message", (event) => event.data.kept && show("[data-kept]"));
  await worker.register(sheet.dataset.worker);
  const { active } = await worker.ready;
  const until = Math.ceil((Date.now() + sheet.dataset.keepFor * 1000) / HOUR) * HOUR;
  const pages = sheet.dataset.also ? [sheet.dataset.also] : [];
  active.postMessage({ page: location.pathname, until, pages, assets: drawnWith() });
}

async function forgetSheet() {
  for (const name of await caches.keys()) {
    if (name.startsWith("arrival:") && name.endsWith(`:${location.pathname}`)) await caches.delete(name);
  }
}

function sayOffline() {
  if (!navigator.onLine || Date.now() - sheet.dataset.drawn * 1000 > STALE) show("[data-as-it-stood]");
}

if (sheet && "serviceWorker" in navigator && window.caches) {
  if (Number(sheet.dataset.keepFor) > 0) {
    sayOffline();
    window.addEventListener("offline", sayOffline);
    if (navigator.onLine) keepSheet().catch(() => {}); /* without it the page is as it was */
  } else {
    forgetSheet();
  }
}
