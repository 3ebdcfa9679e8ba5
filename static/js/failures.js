/* What went wrong between us and the server, in words: one place for every request of the page. */
import { toast } from "announce";

const WORDS = {
  401: "You are signed out. Sign in again; what you typed is still here.",
  403: "Your part in this team does not reach that far. Nothing was changed.",
  404: "That is no longer there. It may have been moved or taken out.",
  409: "Somebody else changed this meanwhile. Load the page again to see how it is now.",
  413: "That is too big to be sent.",
  429: "Too many requests at once. Wait a moment and try again.",
  503: "The studio is being looked after. Try again in a minute; nothing is lost.",
};
const BROKEN = "Something snapped on our side, not yours. Nothing was spent twice; try again.";
const SILENT = "No answer from the studio. What you typed is still here; try again when the connection is back.";

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  toast(WORDS[status] ?? (status >= 500 ? BROKEN : "The studio refused that. Nothing was changed."), { failed: true });
});

/* A fragment that asks for itself again and again would fill the page with the same words: the banner says it once. */
const isWaiting = (event) => event.detail.requestConfig?.verb === "get" && !event.detail.boosted;

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!isWaiting(event)) toast(SILENT, { failed: true });
  });
}

function showLine() {
  const banner = document.getElementById("offline");
  if (banner) banner.hidden = navigator.onLine;
}
addEventListener("online", showLine);
addEventListener("offline", showLine);
showLine();
