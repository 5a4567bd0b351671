// Runs as soon as the login form stands: language, theme and which screen comes first, so that nothing flickers. It comes after the
// form, which so takes typing even while this is still on its way.
(() => {
  const read = key => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const root = document.documentElement;
  const wanted = read("teahouse.language")
    ?? (navigator.languages ?? [navigator.language]).map(l => l.toLowerCase().slice(0, 2)).find(l => l === "zh" || l === "en");
  root.lang = wanted === "en" ? "en" : "zh-CN";

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const theme = read("teahouse.theme");
    root.dataset.theme = theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light";
    document.querySelector("meta[name=theme-color]").content = root.dataset.theme === "dark" ? "#1c1714" : "#f6efe2";
  };
  paint();
  dark.addEventListener("change", paint);
  addEventListener("teahouse-theme", paint);
  addEventListener("storage", e => { if (e.key === "teahouse.theme") paint(); });

  root.dataset.screen = read("teahouse.session") ? "app" : "login";
})();
