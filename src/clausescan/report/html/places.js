// From a finding to its place in the agreement and back: the browser's own links and history, plus the mark on the
// whole quote, the focus, and a link back that stays in sight.
const places = (() => {
  const bar = document.getElementById("returning");
  const back = document.getElementById("return");
  const links = () => document.querySelectorAll('main a[href^="#"]');
  let leaving = null;
  let marked = [];

  // What a link stands in, in words and as a target: a finding, a row of the matrix, a section.
  function home(link) {
    const card = link.closest(".card");
    if (card) return { id: card.id, name: card.dataset.name };
    const section = link.closest("main > section");
    const row = link.closest("tr[id], .clause[id]");
    const title = section ? section.querySelector("h2").textContent : "the report";
    const name = row && row.dataset.name ? `${title}, ${row.dataset.name}` : title;
    return { id: (row || section || document.getElementById("main")).id, name };
  }

  function uncover(target) {
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS" && each.id !== "rail") each.open = true;
      if (each.classList.contains("out")) document.dispatchEvent(new Event("clausescan:show-all"));
    }
  }

  function arrive(from) {
    marked.forEach((each) => each.classList.remove("here"));
    marked = [];
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("main")) {
      uncover(target);
      const clause = target.closest(".clause");
      if (clause) marked.push(clause);
      if (target.dataset.q) marked.push(...document.querySelectorAll(`[data-q="${target.dataset.q}"]`));
      marked.forEach((each) => each.classList.add("here"));
      // Sheets are laid out when they come into sight; now that this one is, the target is where it will stay.
      target.scrollIntoView({ block: clause && clause !== target ? "center" : "start" });
      target.focus({ preventScroll: true });
    }
    bar.hidden = !from;
    if (from) {
      back.textContent = `← Back to ${from.name}`;
      back.href = `#${from.id}`;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link === back) {
      event.preventDefault();
      history.back();
      return;
    }
    if (!link.closest("main")) { // contents, skip link
      leaving = null;
      if (link.getAttribute("href") === location.hash) setTimeout(() => arrive(null));
      return;
    }
    leaving = home(link);
    history.replaceState({ ...history.state, left: [...links()].indexOf(link) }, "");
    if (link.getAttribute("href") === location.hash) setTimeout(() => arrive(leaving));
  });

  // A new entry has no state yet: it is told where the reader came from. An old one knows which link was left.
  addEventListener("popstate", (event) => {
    const state = event.state;
    if (!state) {
      if (leaving) history.replaceState({ from: leaving }, "");
      const from = leaving;
      leaving = null;
      setTimeout(() => arrive(from));
      return;
    }
    const link = state.left === undefined ? null : links()[state.left];
    if (!link) {
      setTimeout(() => arrive(state.from));
      return;
    }
    setTimeout(() => {
      marked.forEach((each) => each.classList.remove("here"));
      marked = [];
      bar.hidden = !state.from;
      if (state.from) {
        back.textContent = `← Back to ${state.from.name}`;
        back.href = `#${state.from.id}`;
      }
      uncover(link);
      link.focus({ preventScroll: true });
      const { top, bottom } = link.getBoundingClientRect();
      if (top < 60 || bottom > innerHeight) link.scrollIntoView({ block: "center" });
    });
  });

  if (location.hash.length > 1) setTimeout(() => arrive(history.state && history.state.from));
  return { goBack: () => { if (!bar.hidden) history.back(); } };
})();
