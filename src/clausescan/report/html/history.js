// Terms that never moved are folded away until they are asked for.
(() => {
  const button = document.getElementById("unmoved");
  const rows = [...document.querySelectorAll("tr.unmoved")];
  const sections = [...document.querySelectorAll("main section")];
  const show = (on) => {
    for (const row of rows) row.hidden = !on;
    for (const section of sections) section.hidden = !section.querySelector("tbody tr:not([hidden])");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Hide terms that never moved" : `Show ${rows.length} terms that never moved`;
  };
  button.hidden = !rows.length;
  button.addEventListener("click", () => show(button.getAttribute("aria-pressed") !== "true"));
  show(rows.length === document.querySelectorAll("tbody tr").length);
})();
