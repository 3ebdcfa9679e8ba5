/* Shows a page of our own when there is no way to the studio. It keeps that page and files under /static/, and
   nothing else: no page of a person, no audio. */
const CACHE = "studio-offline-1";
const PAGE = "/offline/";

async function keepOfflinePage() {
  const cache = await caches.open(CACHE);
  const page = await fetch(PAGE, { cache: "reload" });
  await cache.put(PAGE, page.clone());
  const sheets = [...(await page.text()).matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map((match) => match[1]);
  for (const sheet of sheets) await keepSheet(cache, new URL(sheet, location.origin));
}

async function keepSheet(cache, url) {
  const answer = await fetch(url);
  await cache.put(url, answer.clone());
  const imports = [...(await answer.text()).matchAll(/@import\s+(?:url\()?["']([^"']+)["']/g)].map((match) => match[1]);
  await Promise.all(imports.map((path) => cache.add(new URL(path, url))));
}

async function forgetOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

const kept = async (request) => (await caches.match(request)) ?? Response.error();

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldCaches());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(PAGE)));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(request)));
});
