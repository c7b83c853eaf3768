// Filters, the view, and keys: n and p walk through the changes that are shown, v puts old and new side by side.
(() => {
  const root = document.documentElement;
  const changes = [...document.querySelectorAll(".change")];
  const view = document.getElementById("view");
  const form = document.querySelector(".filters");
  const links = new Map([...document.querySelectorAll(".jump li")].map((item) => [item.dataset.for, item]));
  if (!changes.length) {
    if (view) view.hidden = true;
    return;
  }

  const beside = (on) => {
    root.classList.toggle("beside", on);
    view.setAttribute("aria-pressed", String(on));
    view.textContent = on ? "In one text" : "Side by side";
    try { localStorage.setItem("clausescan-beside", on ? "yes" : ""); } catch { /* for this page only, then */ }
  };
  view.addEventListener("click", () => beside(!root.classList.contains("beside")));
  try { if (localStorage.getItem("clausescan-beside")) beside(true); } catch { /* no storage here */ }

  const filter = () => {
    const wanted = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const change of changes) {
      const { kind, severity, types } = change.dataset;
      const fits = (!wanted.kind || kind === wanted.kind) && (!wanted.severity || severity === wanted.severity)
        && (!wanted.type || types.split(" ").includes(wanted.type));
      change.hidden = !fits;
      links.get(change.id).hidden = !fits;
      shown += fits;
    }
    document.getElementById("shown").textContent = `${shown} of ${changes.length} shown`;
  };
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());

  let at = -1;
  const go = (step) => {
    const shown = changes.filter((change) => !change.hidden);
    if (!shown.length) return;
    const here = shown.indexOf(changes[at]);
    const next = shown[Math.min(Math.max(here + step, 0), shown.length - 1)];
    at = changes.indexOf(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  };
  for (const [n, change] of changes.entries()) {
    change.addEventListener("focusin", () => {
      at = n;
      for (const [id, item] of links) {
        const link = item.firstElementChild;
        if (id === change.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    });
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input, textarea")) return;
    if (event.key === "n") go(1);
    else if (event.key === "p") go(-1);
    else if (event.key === "v") beside(!root.classList.contains("beside"));
  });
})();
