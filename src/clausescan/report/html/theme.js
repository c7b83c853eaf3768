// The button that changes between light and dark. Any page with a button #theme may use it.
(() => {
  const button = document.getElementById("theme");
  if (!button) return;
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const say = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("clausescan-theme", root.dataset.theme); } catch { /* for this page only, then */ }
    say();
  });
  system.addEventListener("change", say);
  say();
})();
