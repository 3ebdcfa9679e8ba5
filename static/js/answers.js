/* An answer may come for a form that is no longer on the page, because a list around it came anew meanwhile. What the
   answer says has changed (HX-Trigger) would then reach nobody, and the page would go on showing what was before. */

function tell(detail) {
  const names = detail.xhr.getResponseHeader("HX-Trigger")?.split(", ") ?? [];
  for (const name of names) document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
}

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  const listen = ({ detail, target }) => {
    if (target !== elt) return;
    elt.removeEventListener("htmx:beforeOnLoad", listen);
    if (!elt.isConnected) tell(detail);
  };
  elt.addEventListener("htmx:beforeOnLoad", listen);
});
