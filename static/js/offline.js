/* A service worker that keeps arrival sheets: the sheet, its background page and what they are
   drawn with, until the day is over. Everything else passes it by.

   Each sheet has a cache named "arrival:<until, in ms>:<its path>". */
"use strict";

const KEPT = "arrival:";
const PATIENCE = 4000; // a line that is there and answers nothing
const WITHOUT_VARY = { ignoreVary: true };

const isOver = (name) => Number(name.split(":")[1]) < Date.now();

async function names() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(KEPT));
  await Promise.all(ours.filter(isOver).map((name) => caches.delete(name)));
  return ours.filter((name) => !isOver(name));
}

async function put(cache, address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(address, answer);
}

async function keep({ page, until, pages, assets }) {
  const name = `${KEPT}${until}:${page}`;
  for (const other of await names()) {
    if (other.endsWith(`:${page}`) && other !== name) await caches.delete(other);
  }
  const cache = await caches.open(name);
  await Promise.all([page, ...pages, ...assets].map((address) => put(cache, address)));
  return Boolean(await cache.match(page, WITHOUT_VARY));
}

async function holding(address) {
  for (const name of await names()) {
    const cache = await caches.open(name);
    const copy = await cache.match(address, WITHOUT_VARY);
    if (copy) return { cache, copy };
  }
  return null;
}

/* "I'm late" without a signal: back to the sheet, which has the telephone numbers. */
async function sheetAbove(request, address, error) {
  const sheets = (await names()).map((name) => name.split(":")[2]);
  const sheet = sheets.find((each) => address.startsWith(each));
  if (request.mode !== "navigate" || !sheet) throw error;
  return Response.redirect(sheet);
}

async function answer(request) {
  const address = new URL(request.url).pathname; // the key of a letter is no part of it
  const held = await holding(address);
  if (!held) return fetch(request).catch((error) => sheetAbove(request, address, error));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, held.copy));
  const fresh = fetch(request).then(async (found) => {
    if (request.mode === "navigate") {
      if (found.ok) await held.cache.put(address, found.clone());
      else if ([403, 404, 410].includes(found.status)) await held.cache.delete(address);
    }
    return found;
  });
  return Promise.race([fresh.catch(() => held.copy), late]);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data).then((kept) => event.source.postMessage({ kept })));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const here = new URL(request.url).origin === self.location.origin;
  if (request.method === "GET" && here) event.respondWith(answer(request));
});
