// The page: one place hovered, one pinned, the keyboard, the search, the theme, and the address that holds them.

const find = /** @type {HTMLInputElement} */ (byId("find"));
const found = byId("found");
const themeButton = byId("theme");
const keys = /** @type {HTMLDialogElement} */ (byId("keys"));
/** The menus that are open. */
const openMenus = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".menu[open]"));

/** What is asked about: `{view, cell}`. */
let hovered = null;
let pinned = null;
/** Where the keyboard is in each figure. */
const cursors = new Map();

/** The views that have started: all of them, those drawn as HTML, and those of plugins. */
const all = [];
const cellViews = [];
const modules = [];
/** Whether the page is open: a part that starts from now on comes late. */
let isOpen = false;

/** The view of a figure that is drawn as HTML: `address` is what the address of the page calls it. */
function plain(part, figure, address, section) {
  const make = views[part.dataset.kind];
  const view = make && part.querySelector("[tabindex]") ? make(part, figure) : null;
  return view && Object.assign(view, { address, part, section });
}

/** The figures that stand for a plugin's view. */
function standIns(part) {
  const { section, figure, address } = part;
  return part.stubs ??= [...section.querySelectorAll(".part")]
    .map((block, place) => plain(block, figure.fallback[place], `${address}-${place}`, section)).filter(Boolean);
}

/** The views a part consists of: one, or the figures that stand for a plugin's. */
function start(part) {
  if (part.views) return part.views;
  const { section, figure, address } = part;
  section.classList.remove("pending");
  const module = part.isView && section.querySelector(".mount") ? mount(section, figure) : null;
  if (module) part.views = [{ module, address, section }];
  else part.views = part.isView ? standIns(part) : [plain(section, figure, address, section)].filter(Boolean);
  for (const view of part.views) {
    all.push(view);
    (view.module ? modules : cellViews).push(view);
    if (view.module) listKeys(view.module, figure.module, outline.title(figure)); else attach(view);
  }
  if (isOpen) {
    for (const view of part.views) if (view.module) ask(view, "restore", "");
    searchAgain(part);
  }
  return part.views;
}

/** The views shown as asked about. */
let lit = [];

function paint() {
  const shown = new Set([...lit, pinned?.view]);
  shown.delete(hovered?.view);
  // What is hovered comes last: the cell that the keyboard is at has an id, and there is one such id.
  for (const view of [...shown, hovered?.view].filter(Boolean)) {
    view.show(hovered?.view === view ? hovered.cell : null, pinned?.view === view ? pinned.cell : null);
  }
  lit = [pinned?.view, hovered?.view];
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

/** Lets a view that is drawn as HTML hear the mouse and the keyboard. */
function attach(view) {
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

/** Whether a key chose a series of a strip of tokens. */
function choose(event) {
  if (!/^[1-9]$/.test(event.key)) return false;
  const strips = outline.near(cellViews.filter((view) => view.choose));
  const view = strips.find(({ section }) => section.contains(document.activeElement)) ?? strips[0];
  if (!view?.choose(Number(event.key) - 1)) return false;
  paint();
  remember();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    for (const menu of openMenus()) menu.open = false;
    if (!keys.open) { letGo(); outline.escape(); }
    if (document.activeElement === find) find.blur();
    return;
  }
  if (event.target instanceof HTMLInputElement && event.target.type !== "radio") return;
  if (keys.open) return;
  const here = ({ section }) => section.contains(document.activeElement);
  if (event.key === "/") { outline.reach(); find.focus(); find.select(); } else if (event.key === "?") keys.showModal();
  else if (event.key === "t") turn();
  else {
    const asked = outline.near([...modules]).sort((a, b) => here(b) - here(a));
    if (!asked.some((view) => ask(view, "key", event)) && !choose(event) && !outline.key(event)) return;
  }
  event.preventDefault();
});
byId("help").addEventListener("click", () => keys.showModal());
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
});

// Search

/** What was found: `{part, view}` with the view's `cell` or `place`; without a view, in a part that has not started. */
let matches = [];
let match = -1;
/** The search that is running. */
let searching = 0;

/** Where `wanted` occurs in a view that is drawn as HTML. */
function hitsIn(view, wanted) {
  const hits = [];
  for (let r = 0; wanted && r < view.rows; r += 1) {
    for (let c = 0; c < view.columns; c += 1) {
      if (view.has({ r, c }) && view.words({ r, c }).toLowerCase().includes(wanted)) hits.push({ r, c });
    }
  }
  return hits;
}

/** What is found in one part, and shown there. */
function searchIn(part, wanted) {
  if (!part.views && part.isView) {
    return wanted ? standIns(part).flatMap((view) => hitsIn(view, wanted)).map(() => ({ part })) : [];
  }
  if (!part.views && !wanted) return [];
  return start(part).flatMap((view) => {
    if (view.module) return (ask(view, "find", wanted) ?? []).map((place) => ({ part, view, place }));
    const hits = hitsIn(view, wanted);
    view.find?.(hits);
    return hits.map((cell) => ({ part, view, cell }));
  });
}

/** Searches part by part; a long page stays alive in between. */
async function search() {
  const wanted = find.value.toLowerCase(), parts = sheets.flatMap((sheet) => sheet.parts);
  const number = searching += 1, results = [];
  matches = [];
  match = -1;
  let since = performance.now();
  for (const part of parts) {
    results.push(...searchIn(part, wanted));
    if (sheets.length === 1 || performance.now() - since < 12) continue;
    found.textContent = wanted ? `${grouped(results.length)} …` : "";
    await new Promise(requestAnimationFrame);
    if (number !== searching) return;
    since = performance.now();
  }
  matches = results;
  tell();
}

/** What a part that comes late has found takes the place of what was found in what stands for it. */
function searchAgain(part) {
  const wanted = find.value.toLowerCase(), place = matches.findIndex((one) => one.part === part);
  if (!wanted || place < 0) return;
  const old = matches.filter((one) => one.part === part).length, fresh = searchIn(part, wanted);
  matches.splice(place, old, ...fresh);
  if (match >= place + old) match += fresh.length - old;
  else if (match >= place) match = Math.min(match, place + fresh.length - 1);
  tell();
}

function tell() {
  const wanted = find.value;
  const place = match < 0 ? "" : `${grouped(match + 1)} of `;
  found.textContent = wanted ? `${place}${grouped(matches.length)}${place ? "" : " found"}` : "";
  const counts = new Map();
  for (const { part } of matches) counts.set(part.sheet, (counts.get(part.sheet) ?? 0) + 1);
  outline.found(counts, wanted);
}

/** Goes to the next match, or to the one before. */
function goOn(isBack) {
  if (matches.length === 0) return;
  match = (match + (isBack ? matches.length - 1 : 1) + (match < 0 && isBack ? 1 : 0)) % matches.length;
  const { part } = matches[match];
  start(part);
  // What has started only now has taken the place of what stood for it.
  const { view = null, cell = null, place = null } = matches[match]?.part === part ? matches[match] : {};
  if (view?.module) ask(view, "go", place);
  else if (view) {
    go(view, cell);
    view.part.scrollIntoView({ block: "nearest" });
    outline.hold(view.section, () => view.reveal(cell));
    tip.place();
  } else part.section.scrollIntoView({ block: "nearest" });
  tell();
}
find.addEventListener("input", () => { search(); remember(); });
find.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || matches.length === 0) return;
  goOn(event.shiftKey);
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

/** Writes the state into the address; as a step that the reader can take back where `isStep`. */
function remember(isStep = false) {
  const state = new URLSearchParams();
  if (pinned) state.set("cell", `${pinned.view.address}.${pinned.cell.r}.${pinned.cell.c}`);
  for (const view of cellViews) if (view.chosen?.()) state.set(`series${view.address}`, view.chosen());
  for (const view of modules) {
    const text = ask(view, "state");
    if (text) state.set(`view${view.address}`, text);
  }
  if (document.documentElement.dataset.theme) state.set("theme", document.documentElement.dataset.theme);
  if (find.value) state.set("find", find.value);
  const text = [outline.address(), state.toString()].filter(Boolean).join("&");
  history[isStep ? "pushState" : "replaceState"](null, "", text ? `#${text}` : location.pathname + location.search);
}

/** The part that the address calls `address`; those of one that stands for a view are numbered. */
function partAt(address) {
  const parts = sheets.flatMap((sheet) => sheet.parts);
  return parts.find((part) => part.address === address)
    ?? parts.find((part) => part.address === address.replace(/-\d+$/, ""));
}

function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  const theme = state.get("theme");
  if ((theme ?? "") !== (document.documentElement.dataset.theme ?? "") || !isOpen) {
    setTheme(theme === "light" || theme === "dark" ? theme : "");
  }
  const [address, r, c] = (state.get("cell") ?? "").split(".");
  // What the address speaks of starts now.
  const addresses = [...state.keys()].map((name) => /^(?:series|view)(.+)$/.exec(name)?.[1]);
  for (const one of [...addresses, address]) {
    const part = one && partAt(one);
    if (part) start(part);
  }
  for (const view of cellViews) view.choose?.(Number(state.get(`series${view.address}`)) || 0);
  find.value = state.get("find") ?? "";
  search();
  outline.restore([...state.keys()][0] ?? "");
  const cell = { r: Number(r), c: Number(c) };
  const view = cellViews.find((one) => one.address === address);
  pinned = view?.has(cell) ? { view, cell } : null;
  if (pinned) {
    cursors.set(view, pinned.cell);
    outline.hold(view.section, () => view.reveal(cell));
  }
  paint();
  for (const one of modules) ask(one, "restore", state.get(`view${one.address}`) ?? "");
}

outline.begin(start);
if (sheets.length === 1 && !cellViews.some((view) => view.choose)) unlistSeries();
document.documentElement.classList.remove("waiting");
addEventListener("hashchange", restore);
restore();
isOpen = true;
