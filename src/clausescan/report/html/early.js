// Before anything is drawn: says that scripts run, and takes the theme that was chosen last time.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("clausescan-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* no storage here: the system's theme it is */ }
})();
