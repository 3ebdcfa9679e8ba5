/* The key between dark and light: at once here, in a cookie for pages of strangers, and on the account. */
const YEAR_S = 31536000;

function shown() {
  const { theme } = document.documentElement.dataset;
  if (theme !== "auto") return theme;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

document.addEventListener("click", async (event) => {
  const key = event.target.closest("[data-theme-switch]");
  if (!key) return;
  const theme = shown() === "light" ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
  if (!key.dataset.themeUrl) return;
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const body = new URLSearchParams({ theme });
  await fetch(key.dataset.themeUrl, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => {
    /* The cookie keeps it on this device. */
  });
});
