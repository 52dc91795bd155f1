// The page: one place hovered, one pinned, the keyboard, the search, the theme, and the address that holds them.

const data = JSON.parse(document.getElementById("document").textContent);
const sections = [...document.querySelectorAll("section.figure")];
const figures = sections.map((section, index) => {
  const make = views[section.dataset.kind];
  const view = make && section.querySelector("[tabindex]") ? make(section, data.figures[index]) : null;
  if (view) view.index = index;
  return view;
});
const tip = document.getElementById("tip");
const live = document.getElementById("live");
const find = document.getElementById("find");
const found = document.getElementById("found");
const themeButton = document.getElementById("theme");
const keys = document.getElementById("keys");

/** What is asked about: `{view, cell}`. */
let hovered = null;
let pinned = null;
/** Where the keyboard is in each figure. */
const cursors = new Map();

function paint() {
  for (const view of figures) {
    if (!view) continue;
    view.show(hovered?.view === view ? hovered.cell : null, pinned?.view === view ? pinned.cell : null);
  }
  const asked = hovered ?? pinned;
  if (!asked) { tip.hidden = true; return; }
  const said = asked.view.describe(asked.cell);
  const line = (name, text) => {
    if (!text) return null;
    const element = document.createElement("div");
    element.className = name;
    const isolated = document.createElement("bdi");
    isolated.textContent = text;
    element.append(isolated);
    return element;
  };
  tip.replaceChildren(...[
    line("where", said.where), line("tk", said.token), line("exact", said.value),
    ...said.notes.map((note) => line("where", note)),
  ].filter(Boolean));
  tip.hidden = false;
  place(asked.view.box(asked.cell), asked.view.side);
}

/**
 * Puts the tooltip below what it explains and, where a row and a column are compared, to the side of both; on the
 * other sides where there is no room, and never on the cell itself.
 */
function place(box, aside) {
  if (!box) { tip.hidden = true; return; }
  const { width, height } = tip.getBoundingClientRect();
  const gap = 8;
  const fitsX = (x) => x >= gap && x + width <= innerWidth - gap;
  const fitsY = (y) => y >= gap && y + height <= innerHeight - gap;
  const clampX = (x) => Math.max(gap, Math.min(x, innerWidth - width - gap));
  const clampY = (y) => Math.max(gap, Math.min(y, innerHeight - height - gap));
  const right = box.right + gap, before = box.left - gap - width;
  const below = box.bottom + gap, above = box.top - gap - height;
  const x = aside ? [right, before].find(fitsX) : undefined;
  const y = [below, above].find(fitsY);
  tip.style.left = `${x ?? (y === undefined ? [right, before].find(fitsX) ?? clampX(right) : clampX(box.left))}px`;
  tip.style.top = `${y ?? clampY(box.top)}px`;
}

function hover(view, cell) {
  if (hovered?.view === view && hovered?.cell.r === cell?.r && hovered?.cell.c === cell?.c) return;
  if (!cell && !hovered) return;
  hovered = cell ? { view, cell } : null;
  paint();
}

function pin(view, cell) {
  const isSame = pinned?.view === view && pinned.cell.r === cell.r && pinned.cell.c === cell.c;
  pinned = isSame ? null : { view, cell };
  if (isSame) hovered = null;
  paint();
  remember();
}

function letGo() {
  if (find.value) { find.value = ""; search(); }
  hovered = null;
  pinned = null;
  paint();
  remember();
}

function speak(view, cell) {
  const said = view.describe(cell);
  live.textContent = [said.where, said.token, said.value, ...said.notes].filter(Boolean).join(", ");
}

for (const view of figures) {
  if (!view) continue;
  let touched = null;
  view.element.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") hover(view, view.at(event));
  });
  view.element.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") hover(view, null);
  });
  view.element.addEventListener("pointerdown", (event) => { touched = event.pointerType; });
  view.element.addEventListener("click", (event) => {
    const cell = view.at(event);
    if (!cell) return;
    cursors.set(view, cell);
    // A tap asks; a second tap on the same cell pins. A click always pins.
    const isAsked = hovered?.view === view && hovered.cell.r === cell.r && hovered.cell.c === cell.c;
    if (touched === "touch" && !isAsked) hover(view, cell); else pin(view, cell);
  });
  view.element.addEventListener("keydown", (event) => move(view, event));
  view.element.addEventListener("focus", () => {
    if (!view.element.matches(":focus-visible")) return;
    go(view, cursors.get(view) ?? first(view));
  });
  view.element.addEventListener("blur", () => hover(view, null));
  view.onchoose = (index) => { view.choose(index); paint(); remember(); };
}

function first(view) {
  for (let r = 0; r < view.rows; r += 1) {
    for (let c = 0; c < view.columns; c += 1) if (view.has({ r, c })) return { r, c };
  }
  return null;
}

/** Brings the keyboard's place to `cell`. */
function go(view, cell) {
  if (!cell) return;
  cursors.set(view, cell);
  view.reveal(cell);
  hovered = null;
  hover(view, cell);
  speak(view, cell);
}

function move(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const cell = cursors.get(view) ?? first(view);
  if (!cell) return;
  const walk = (dr, dc) => {
    const next = { r: cell.r + dr, c: cell.c + dc };
    while (next.r >= 0 && next.c >= 0 && next.r < view.rows && next.c < view.columns) {
      if (view.has(next)) return next;
      next.r += dr;
      next.c += dc;
    }
    return cell;
  };
  const steps = {
    ArrowLeft: () => walk(0, -1), ArrowRight: () => walk(0, 1),
    ArrowUp: () => (view.vertical ? view.vertical(cell, -1) ?? cell : walk(-1, 0)),
    ArrowDown: () => (view.vertical ? view.vertical(cell, 1) ?? cell : walk(1, 0)),
    Home: () => ({ r: cell.r, c: 0 }), End: () => ({ r: cell.r, c: view.columns - 1 }),
  };
  if (event.key === "Enter" || event.key === " ") pin(view, cell);
  else if (steps[event.key]) {
    const next = steps[event.key]();
    go(view, view.has(next) ? next : cell);
  } else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    document.querySelectorAll(".menu[open]").forEach((menu) => { menu.open = false; });
    if (!keys.open) letGo();
    if (document.activeElement === find) find.blur();
    return;
  }
  if (event.target instanceof HTMLInputElement && event.target.type !== "radio") return;
  if (event.key === "/") { find.focus(); find.select(); } else if (event.key === "?") keys.showModal();
  else if (event.key === "t") turn(); else if (/^[1-9]$/.test(event.key)) {
    const focused = figures.find((one) => one?.choose && sections[one.index].contains(document.activeElement));
    const view = focused ?? figures.find((one) => one?.choose);
    if (!view?.choose(Number(event.key) - 1)) return;
    paint();
    remember();
  } else return;
  event.preventDefault();
});
document.getElementById("help").addEventListener("click", () => keys.showModal());
document.addEventListener("click", (event) => {
  document.querySelectorAll(".menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
addEventListener("scroll", () => {
  const asked = hovered ?? pinned;
  if (asked && !tip.hidden) place(asked.view.box(asked.cell), asked.view.side);
}, { passive: true, capture: true });

// Search

let matches = [];
let match = -1;

function search() {
  const wanted = find.value.toLowerCase();
  matches = [];
  match = -1;
  for (const view of figures) {
    if (!view) continue;
    const hits = [];
    for (let r = 0; wanted && r < view.rows; r += 1) {
      for (let c = 0; c < view.columns; c += 1) {
        if (view.has({ r, c }) && view.words({ r, c }).toLowerCase().includes(wanted)) hits.push({ r, c });
      }
    }
    view.find?.(hits);
    for (const cell of hits) matches.push({ view, cell });
  }
  found.textContent = wanted ? `${grouped(matches.length)} found` : "";
}
find.addEventListener("input", () => { search(); remember(); });
find.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || matches.length === 0) return;
  match = (match + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
  const { view, cell } = matches[match];
  go(view, cell);
  sections[view.index].scrollIntoView({ block: "nearest" });
  place(view.box(cell), view.side);
  found.textContent = `${grouped(match + 1)} of ${grouped(matches.length)}`;
  event.preventDefault();
});

// Theme

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
  themeButton.title = `Colours: ${theme || "as the system"} (t)`;
  for (const view of figures) view?.draw?.();
}
function turn() {
  const order = ["", "light", "dark"];
  setTheme(order[(order.indexOf(document.documentElement.dataset.theme ?? "") + 1) % 3]);
  remember();
}
themeButton.addEventListener("click", turn);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { for (const view of figures) view?.draw?.(); });
addEventListener("beforeprint", () => { for (const view of figures) view?.draw?.(true); });
addEventListener("afterprint", () => { for (const view of figures) view?.draw?.(); });

// The address

function remember() {
  const state = new URLSearchParams();
  if (pinned) state.set("cell", `${pinned.view.index}.${pinned.cell.r}.${pinned.cell.c}`);
  for (const view of figures) if (view?.chosen?.()) state.set(`series${view.index}`, view.chosen());
  if (document.documentElement.dataset.theme) state.set("theme", document.documentElement.dataset.theme);
  if (find.value) state.set("find", find.value);
  const text = state.toString();
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}
function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  const theme = state.get("theme");
  setTheme(theme === "light" || theme === "dark" ? theme : "");
  for (const view of figures) view?.choose?.(Number(state.get(`series${view.index}`)) || 0);
  find.value = state.get("find") ?? "";
  search();
  const [index, r, c] = (state.get("cell") ?? "").split(".").map(Number);
  const view = figures[index];
  pinned = view?.has({ r, c }) ? { view, cell: { r, c } } : null;
  if (pinned) {
    cursors.set(view, pinned.cell);
    view.reveal(pinned.cell);
  }
  paint();
}
addEventListener("hashchange", restore);
restore();
