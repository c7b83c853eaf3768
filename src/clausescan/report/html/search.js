// Search in findings and agreement: findings that do not have the words are filtered out, places in the agreement are
// marked and can be walked through. Nothing is indexed before the first search.
const search = (() => {
  const form = document.getElementById("search-form");
  const field = document.getElementById("search");
  const said = document.getElementById("hits");
  const steps = document.getElementById("steps");
  const stepped = document.getElementById("step");
  const LIMIT = 2000;
  const paints = typeof Highlight === "function" && CSS.highlights;
  let passages = null;
  let hits = [];
  let at = -1;

  // The same length as what it folds, so that places stay places.
  function folded(text) {
    const plain = text.replace(/[\u2018\u2019\u02bc]/g, "'").replace(/[\u201c\u201d]/g, '"').replace(/\s/g, " ");
    const lower = plain.toLowerCase();
    if (lower.length === plain.length) return lower;
    return [...plain].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
  }

  function index() {
    return [...document.querySelectorAll(".clause .text")].map((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const nodes = [];
      let text = "";
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.classList.contains("folio")) continue;
        nodes.push([text.length, node]);
        text += node.data;
      }
      return { nodes, text: folded(text) };
    });
  }

  function point(nodes, offset, end) {
    let i = nodes.length - 1;
    while (i > 0 && (end ? nodes[i][0] >= offset : nodes[i][0] > offset)) i -= 1;
    return [nodes[i][1], offset - nodes[i][0]];
  }

  function places(words) {
    passages ||= index();
    const found = [];
    for (const { nodes, text } of passages) {
      for (let i = text.indexOf(words); i >= 0 && found.length < LIMIT; i = text.indexOf(words, i + words.length)) {
        const range = document.createRange();
        range.setStart(...point(nodes, i, false));
        range.setEnd(...point(nodes, i + words.length, true));
        found.push(range);
      }
    }
    return found;
  }

  function run() {
    const words = folded(field.value.trim().replace(/\s+/g, " "));
    at = -1;
    hits = words.length > 1 ? places(words) : [];
    if (words.length > 1) {
      filters.search((card) => (card.folded ||= folded(card.textContent.replace(/\s+/g, " "))).includes(words));
    } else {
      filters.search(null);
    }
    if (paints) {
      CSS.highlights.delete("here");
      CSS.highlights.set("hit", new Highlight(...hits));
    }
    steps.hidden = !hits.length;
    say(words.length > 1);
  }

  function say(active) {
    const many = hits.length === LIMIT ? `${LIMIT} or more` : hits.length;
    if (!active) said.textContent = "";
    else if (at >= 0) said.textContent = `place ${at + 1} of ${many}`;
    else said.textContent = `${many} place${hits.length === 1 ? "" : "s"} in the agreement`;
    stepped.textContent = at >= 0 ? `${at + 1} of ${many}` : many;
  }

  function step(by) {
    if (!hits.length) return;
    filters.fold(); // on a narrow screen, so that the place can be seen
    at = (at + by + hits.length + (at < 0 && by < 0 ? 1 : 0)) % hits.length;
    if (paints) CSS.highlights.set("here", new Highlight(hits[at]));
    hits[at].startContainer.parentElement.closest(".clause").scrollIntoView({ block: "center" });
    const { top, bottom } = hits[at].getBoundingClientRect();
    if (top < 80 || bottom > innerHeight) scrollBy(0, top - innerHeight / 2);
    say(true);
  }

  let wait = 0;
  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(run, 150); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(wait);
    if (at < 0) run();
    step(event.shiftKey ? -1 : 1);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  for (const name of ["clausescan:clear-search", "clausescan:show-all"]) {
    document.addEventListener(name, () => { if (field.value) { field.value = ""; run(); } });
  }
  return { step, focus: () => field.select() };
})();
