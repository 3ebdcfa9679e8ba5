/* Starts everything that a page of the studio can do. Every page works without it, only slower. */
import "answers";
import "comments";
import "copy";
import "dialogs";
import "failures";
import "faders";
import "keys";
import "menus";
import "moments";
import "styles";
import "ms-chart";
import "ms-compare";
import "ms-lyrics";
import "ms-moment";
import "ms-mixer";
import "ms-order";
import "ms-player";
import "ms-toast";
import "ms-waveform";
import "navigation";
import "tabs";
import "theme";

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {
    /* Without it there is only no page of our own for "offline". */
  });
}
