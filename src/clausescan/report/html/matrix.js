// The heat map: find, narrow, sort, and walk through the cells with the keyboard.
(() => {
  const by = (id) => document.getElementById(id);
  const grid = by("grid"), body = grid.querySelector("tbody"), detail = by("detail");
  const heads = [...grid.querySelectorAll("thead .item")];
  const titles = heads.map((head) => head.firstElementChild.title);
  const rows = [...body.rows].map((tr, place) => ({
    tr,
    place,
    words: tr.cells[0].textContent.toLowerCase(),
    flags: (tr.dataset.f || "").split(" "),
    open: Number.parseInt(tr.cells[1].textContent, 10) || 0,
  }));
  const STATES = { x: "settled", p: "mentioned, not settled", a: "not found", n: "not applicable", r: "blacked out" };
  const WEIGHTS = ["critical", "high", "medium", "low", "info"];
  let sorted = -1, here = null;

  // Worst first: not found before mentioned at each severity, then what is settled, then what was not asked.
  const weight = (cell) => {
    if (!cell || cell.className === "unjudged") return 99;
    const [state, severity] = cell.className.split(" ");
    const level = Number(severity.slice(1));
    return { a: 2 * level, p: 2 * level + 1, r: 20, x: 30, n: 40 }[state] ?? 50;
  };
  const orders = {
    name: (a, b) => a.place - b.place,
    open: (a, b) => b.open - a.open || a.place - b.place,
    item: (a, b) => weight(a.tr.cells[sorted + 2]) - weight(b.tr.cells[sorted + 2]) || a.place - b.place,
  };

  const narrow = () => {
    const words = by("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const flag = by("show").value;
    let count = 0;
    for (const row of rows) {
      const shown = words.every((word) => row.words.includes(word)) && (!flag || row.flags.includes(flag));
      if (row.tr.hidden === shown) row.tr.hidden = !shown;
      count += shown;
    }
    by("count").textContent = `${count} of ${rows.length}`;
    enter();
  };
  const order = () => {
    const name = by("order").value;
    heads.forEach((head, i) => {
      if (name === "item" && i === sorted) head.setAttribute("aria-sort", "ascending");
      else head.removeAttribute("aria-sort");
    });
    body.replaceChildren(...[...rows].sort(orders[name]).map((row) => row.tr));
  };
  const sections = () => {
    const wanted = by("section").value;
    const hidden = heads.map((head) => Boolean(wanted) && head.dataset.s !== wanted);
    for (const head of grid.querySelectorAll("thead [data-s]")) head.hidden = Boolean(wanted) && head.dataset.s !== wanted;
    for (const { tr } of rows) hidden.forEach((hide, i) => { const cell = tr.cells[i + 2]; if (cell) cell.hidden = hide && tr.cells.length > 3; });
    enter();
  };
  // The one cell that Tab leads to must be in sight.
  const enter = () => {
    if (here && !here.hidden && !here.parentNode.hidden) return;
    if (here) here.tabIndex = -1;
    const tr = [...body.rows].find((row) => !row.hidden);
    here = (tr && column(tr, 2, 1)) || null;
    if (here) here.tabIndex = 0;
  };

  let waiting = 0;
  by("find").addEventListener("input", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(narrow); });
  by("show").addEventListener("change", narrow);
  by("order").addEventListener("change", order);
  by("section").addEventListener("change", sections);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  const sortBy = (column) => {
    sorted = column;
    const select = by("order");
    select.querySelector("[value=item]").hidden = column < 0;
    select.value = column < 0 ? "name" : "item";
    order();
  };
  heads.forEach((head, i) => head.firstElementChild.addEventListener("click", () => sortBy(i)));
  by("by-name").addEventListener("click", () => sortBy(-1));

  const href = (cell) => {
    const link = cell.parentNode.cells[0].querySelector("a");
    const item = heads[cell.cellIndex - 2];
    return link && item ? `${link.getAttribute("href")}#f-${item.textContent.trim()}` : "";
  };
  const tell = (cell) => {
    const title = titles[cell.cellIndex - 2];
    if (!title || cell.className === "unjudged") { detail.textContent = cell.parentNode.cells[0].textContent.trim(); return; }
    const [state, severity] = cell.className.split(" ");
    const name = cell.parentNode.cells[0].firstElementChild.textContent.trim();
    const grave = state === "a" || state === "p" ? `, ${WEIGHTS[Number(severity.slice(1))]}` : "";
    const about = cell.dataset.w ? ` · ${cell.dataset.w}` : "";
    detail.textContent = state === "n" && !STATES[state] ? name : `${name} · ${title}: ${STATES[state]}${grave}${about}`;
  };
  const go = (cell) => {
    if (!cell) return;
    if (here) here.tabIndex = -1;
    here = cell;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    // What is under the sticky head and first column counts as out of sight.
    const box = cell.getBoundingClientRect(), frame = grid.getBoundingClientRect();
    const left = frame.left + rows[0].tr.cells[0].offsetWidth, top = frame.top + grid.querySelector("thead").offsetHeight;
    if (box.left < left) grid.scrollLeft -= left - box.left;
    if (box.right > frame.right - 16) grid.scrollLeft += box.right - frame.right + 16;
    if (box.top < top) grid.scrollTop -= top - box.top;
    if (box.bottom > frame.bottom - 16) grid.scrollTop += box.bottom - frame.bottom + 16;
    tell(cell);
  };
  const shown = (tr, step) => { while (tr && tr.hidden) tr = step > 0 ? tr.nextElementSibling : tr.previousElementSibling; return tr; };
  const column = (tr, index, step) => {
    for (let i = index; i >= 2 && i < tr.cells.length; i += step) if (!tr.cells[i].hidden) return tr.cells[i];
    return null;
  };
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const tr = cell.parentNode, i = cell.cellIndex;
    const down = (count) => {
      let to = tr;
      const step = Math.sign(count);
      for (let n = 0; n < Math.abs(count); n += 1) {
        const next = shown(step > 0 ? to.nextElementSibling : to.previousElementSibling, step);
        if (!next) break;
        to = next;
      }
      return to.cells[Math.min(i, to.cells.length - 1)];
    };
    const moves = {
      ArrowRight: () => column(tr, i + 1, 1), ArrowLeft: () => column(tr, i - 1, -1),
      ArrowDown: () => down(1), ArrowUp: () => down(-1), PageDown: () => down(15), PageUp: () => down(-15),
      Home: () => column(tr, 2, 1), End: () => column(tr, tr.cells.length - 1, -1),
    };
    if (moves[event.key]) { event.preventDefault(); go(moves[event.key]()); }
    else if (event.key === "Enter" && href(cell)) location.href = href(cell);
  });
  grid.addEventListener("click", (event) => { const cell = event.target.closest("tbody td"); if (cell && cell.cellIndex > 1) go(cell); });
  grid.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("tbody td");
    if (cell && href(cell)) location.href = href(cell);
  });
  grid.addEventListener("mouseover", (event) => { const cell = event.target.closest("tbody td"); if (cell && cell.cellIndex > 1) tell(cell); });
  narrow();
})();
