// Single keys, which can be switched off in the list of keys; never while somebody types.
(() => {
  const help = document.getElementById("help");
  const on = document.getElementById("keys-on");
  const KEPT = "clausescan-keys";
  try { on.checked = localStorage.getItem(KEPT) !== "off"; } catch { /* no storage here: they are on */ }
  on.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, on.checked ? "on" : "off"); } catch { /* for this page only, then */ }
  });
  const show = () => { if (!help.open) help.showModal(); };
  document.getElementById("keys").addEventListener("click", show);
  document.getElementById("help-close").addEventListener("click", () => help.close());

  function walk(by) {
    const shown = filters.cards.filter((card) => !card.classList.contains("out"));
    if (!shown.length) return;
    const current = document.activeElement.closest(".card");
    const from = shown.indexOf(current);
    const card = shown[Math.min(Math.max(from + by, 0), shown.length - 1)];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }

  function evidence() {
    const details = document.activeElement.closest(".card")?.querySelector("details");
    if (!details) return;
    const inside = details.contains(document.activeElement);
    details.open = !details.open;
    if (inside && !details.open) details.querySelector("summary").focus();
  }

  const keys = {
    "/": () => {
      const rail = document.getElementById("rail");
      rail.open = true;
      search.focus();
    },
    n: () => search.step(1),
    p: () => search.step(-1),
    j: () => walk(1),
    k: () => walk(-1),
    e: evidence,
    b: () => places.goBack(),
    "?": show,
  };
  document.addEventListener("keydown", (event) => {
    if (!on.checked || help.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
