// The page: one place hovered, one pinned, the keyboard, the search, the theme, and the address that holds them.

const data = JSON.parse(document.getElementById("document").textContent);

const find = document.getElementById("find");
const found = document.getElementById("found");
const themeButton = document.getElementById("theme");
const keys = document.getElementById("keys");

/** What is asked about: `{view, cell}`. */
let hovered = null;
let pinned = null;
/** Where the keyboard is in each figure. */
const cursors = new Map();

/** The view of a figure that is drawn as HTML: `address` is what the address of the page calls it. */
function plain(part, figure, address, section) {
  const make = views[part.dataset.kind];
  const view = make && part.querySelector("[tabindex]") ? make(part, figure) : null;
  return view && Object.assign(view, { address, part, section });
}

/** What each figure of the document consists of: one view, or the figures that stand for a plugin's. */
const figures = [...document.querySelectorAll("main > section.figure")].map((section, index) => {
  const figure = data.figures[index], address = String(index);
  if (section.dataset.kind !== "view") return [plain(section, figure, address, section)].filter(Boolean);
  const module = section.querySelector(".mount") && mount(section, figure);
  if (module) return [{ module, address, section }];
  return [...section.querySelectorAll(".part")]
    .map((part, place) => plain(part, figure.fallback[place], `${address}-${place}`, section)).filter(Boolean);
});
const all = figures.flat();
const cellViews = all.filter((view) => !view.module);
const modules = all.filter((view) => view.module);
listKeys(modules, cellViews.some((view) => view.choose));
document.documentElement.classList.remove("waiting");

function paint() {
  for (const view of cellViews) {
    view.show(hovered?.view === view ? hovered.cell : null, pinned?.view === view ? pinned.cell : null);
  }
  const asked = hovered ?? pinned;
  if (!asked) { tip.hide(); return; }
  const { view, cell } = asked;
  const said = view.describe(cell);
  tip.show(() => view.box(cell), [
    ["where", said.where], ["tk", said.token], ["exact", said.value], ...said.notes.map((note) => ["where", note]),
  ], view.side);
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
  for (const view of modules) ask(view, "escape");
  hovered = null;
  pinned = null;
  paint();
  remember();
}

function speak(view, cell) {
  const said = view.describe(cell);
  announce([said.where, said.token, said.value, ...said.notes].filter(Boolean).join(", "));
}

for (const view of cellViews) {
  listen(view.element, {
    at: (event) => view.at(event),
    isAsked: (cell) => hovered?.view === view && hovered.cell.r === cell.r && hovered.cell.c === cell.c,
    hover: (cell) => hover(view, cell),
    press(cell) { cursors.set(view, cell); pin(view, cell); },
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
  if (keys.open) return;
  const here = (view) => view.section.contains(document.activeElement);
  if (event.key === "/") { find.focus(); find.select(); } else if (event.key === "?") keys.showModal();
  else if (event.key === "t") turn(); else if (![...modules].sort((a, b) => here(b) - here(a)).some((view) => ask(view, "key", event))) {
    if (!/^[1-9]$/.test(event.key)) return;
    const strips = cellViews.filter((view) => view.choose);
    const view = strips.find(here) ?? strips[0];
    if (!view?.choose(Number(event.key) - 1)) return;
    paint();
    remember();
  }
  event.preventDefault();
});
document.getElementById("help").addEventListener("click", () => keys.showModal());
document.addEventListener("click", (event) => {
  document.querySelectorAll(".menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// Search

let matches = [];
let match = -1;

function search() {
  const wanted = find.value.toLowerCase();
  matches = [];
  match = -1;
  for (const view of all) {
    if (view.module) {
      for (const place of ask(view, "find", wanted) ?? []) matches.push({ view, place });
      continue;
    }
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
  const { view, cell, place } = matches[match];
  if (view.module) ask(view, "go", place);
  else {
    go(view, cell);
    view.part.scrollIntoView({ block: "nearest" });
    tip.place();
  }
  found.textContent = `${grouped(match + 1)} of ${grouped(matches.length)}`;
  event.preventDefault();
});

// Theme

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
  themeButton.title = `Colours: ${theme || "as the system"} (t)`;
  redraw();
}
function redraw(isPrinting = false) {
  for (const view of all) ask(view, "draw", isPrinting);
}
function turn() {
  const order = ["", "light", "dark"];
  setTheme(order[(order.indexOf(document.documentElement.dataset.theme ?? "") + 1) % 3]);
  remember();
}
themeButton.addEventListener("click", turn);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
addEventListener("beforeprint", () => redraw(true));
addEventListener("afterprint", () => redraw());

// The address

function remember() {
  const state = new URLSearchParams();
  if (pinned) state.set("cell", `${pinned.view.address}.${pinned.cell.r}.${pinned.cell.c}`);
  for (const view of cellViews) if (view.chosen?.()) state.set(`series${view.address}`, view.chosen());
  for (const view of modules) {
    const text = ask(view, "state");
    if (text) state.set(`view${view.address}`, text);
  }
  if (document.documentElement.dataset.theme) state.set("theme", document.documentElement.dataset.theme);
  if (find.value) state.set("find", find.value);
  const text = state.toString();
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}
function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  const theme = state.get("theme");
  setTheme(theme === "light" || theme === "dark" ? theme : "");
  for (const view of cellViews) view.choose?.(Number(state.get(`series${view.address}`)) || 0);
  find.value = state.get("find") ?? "";
  search();
  const [address, r, c] = (state.get("cell") ?? "").split(".");
  const cell = { r: Number(r), c: Number(c) };
  const view = cellViews.find((one) => one.address === address);
  pinned = view?.has(cell) ? { view, cell } : null;
  if (pinned) {
    cursors.set(view, pinned.cell);
    view.reveal(pinned.cell);
  }
  paint();
  for (const view of modules) ask(view, "restore", state.get(`view${view.address}`) ?? "");
}
addEventListener("hashchange", restore);
restore();
