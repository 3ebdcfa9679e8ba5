/* Boosted navigation: a link or form swaps #main, with #top, #rail and new messages out of band. The player is
   outside of these and plays on. The same way is taken by Back and Forward, and by redirects after a fragment.

   A page without the shell (signed out, an error, a file) is visited as a whole. */
import { announce } from "announce";

const BOOSTED = "HX-Boosted";
const PARTS = "#top,#rail,#toasts:beforeend";
const scrolls = new Map();
const here = () => location.pathname + location.search;
let shown = here();
let restored = null;

const isNavigation = ({ requestConfig }) => requestConfig?.headers[BOOSTED] === "true";
const isPage = (xhr) => (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
const hasShell = (xhr) => isPage(xhr) && /<main[^>]*\bid="main"/.test(xhr.response) && /<ms-player\b/.test(xhr.response);

/* A download is no navigation, and admin pages are not ours. */
document.addEventListener("htmx:beforeProcessNode", ({ target }) => {
  if (target.matches?.("a[download], a[href^='/admin/']")) target.setAttribute("hx-boost", "false");
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isNavigation(detail)) document.getElementById("main").setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isNavigation(detail)) document.getElementById("main")?.removeAttribute("aria-busy");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (!isNavigation(detail) || !detail.shouldSwap) return;
  if (!hasShell(detail.xhr)) {
    event.preventDefault();
    location.assign(detail.xhr.responseURL || detail.pathInfo.requestPath);
    return;
  }
  detail.target = document.getElementById("main");
  detail.selectOverride = "#main";
  detail.swapOverride = "outerHTML show:none";
  detail.etc.selectOOB = PARTS;
});

/* A form that came back is still the page it stands on; a visit of the same page is no new entry. */
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  scrolls.set(shown, scrollY);
  if (detail.xhr.status === 422 || detail.history.path === here()) {
    detail.history.type = "replace";
    if (detail.xhr.status === 422) detail.history.path = here();
  }
});

document.addEventListener("htmx:afterSettle", ({ detail, target }) => {
  if (!detail?.xhr || !isNavigation(detail) || target.id !== "main") return;
  arrive(detail.pathInfo.anchor);
});

function arrive(anchor) {
  shown = here();
  const wrong = document.querySelector("#main [aria-invalid=true]");
  const goal = wrong ?? document.querySelector("#main [autofocus]") ?? document.getElementById("main");
  goal.focus({ preventScroll: true });
  if (wrong) wrong.scrollIntoView({ block: "center" });
  else if (!anchor) scrollTo({ top: restored ?? 0, behavior: "instant" });
  restored = null;
  announce(document.title);
}

/* Back and Forward: htmx would put the page into its history element and leave #top and #rail as they were. */
document.addEventListener("htmx:historyCacheMiss", (event) => {
  event.preventDefault();
  scrolls.set(shown, scrollY);
  restored = scrolls.get(event.detail.path) ?? 0;
  htmx.ajax("get", event.detail.path, { target: "#main", headers: { [BOOSTED]: "true" } });
});

/* The address has changed already: only a full visit can say what is wrong with it. */
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (isNavigation(detail) && restored !== null) location.reload();
});

history.scrollRestoration = "manual";
addEventListener("pagehide", () => {
  history.scrollRestoration = "auto";
});
