// Which findings are shown: by the form, and by the words that search.js looks for. What is filtered out still prints.
const filters = (() => {
  const form = document.getElementById("filters");
  const cards = [...document.querySelectorAll(".card")];
  const count = document.getElementById("count");
  const brief = document.getElementById("brief");
  const reset = document.getElementById("show-all");
  let words = null; // a test of a card, while something is searched

  function chosen() {
    const values = {};
    for (const [name, value] of new FormData(form)) if (value) (values[name] ||= []).push(value);
    return Object.entries(values);
  }

  function apply() {
    if (!form) return;
    const wanted = chosen();
    let shown = 0;
    for (const card of cards) {
      const fits = wanted.every(([name, values]) => values.includes(card.dataset[name])) && (!words || words(card));
      card.classList.toggle("out", !fits);
      shown += fits;
    }
    for (const section of document.querySelectorAll(".findings")) {
      section.classList.toggle("emptied", !section.querySelector(".card:not(.out)"));
    }
    const active = wanted.length > 0 || words !== null;
    count.textContent = `${shown} of ${cards.length} findings shown`;
    brief.textContent = active ? `${shown} of ${cards.length}` : "";
    reset.hidden = !active;
  }

  if (form) {
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      document.dispatchEvent(new Event("clausescan:clear-search"));
      setTimeout(apply);
    });
    document.addEventListener("clausescan:show-all", () => { form.reset(); words = null; apply(); });
    addEventListener("pageshow", apply); // a form may come back filled from history
  }

  const details = document.querySelectorAll(".card details");
  for (const [id, open] of [["open-all", true], ["close-all", false]]) {
    document.getElementById(id)?.addEventListener("click", () => details.forEach((each) => { each.open = open; }));
  }

  const section = document.getElementById("agreement");
  for (const box of section.querySelectorAll('[name="highlight"]')) {
    box.addEventListener("change", () => section.classList.toggle(`plain-${box.value}`, !box.checked));
  }

  // On a narrow screen contents and filters fold into a bar.
  const rail = document.getElementById("rail");
  const narrow = matchMedia("(width < 62rem)");
  const fold = () => { rail.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  rail.addEventListener("click", (event) => { if (narrow.matches && event.target.closest("nav a")) rail.open = false; });

  // For browsers whose style sheets cannot open what is folded: opened for paper, and closed again.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => { folded.forEach((each) => { each.open = false; }); });
  document.getElementById("print").addEventListener("click", () => print());

  return { cards, fold, search: (test) => { words = test; apply(); } };
})();
