// Views that come with a plugin. Each module has registered itself before this script runs:
//
//     (globalThis.explainerViews ??= {}).name = (mount, figure, page) => view
//
// `mount` is an empty element of the figure's section, `figure` the figure as it stands in the document (its numbers
// in `figure.data`), `page` what is below. The view answers what it can, all of it optional:
//
//     draw(isPrinting)   the colours have changed, or the page is about to be printed
//     state()            what its reader chose, as a string for the address; empty for nothing
//     restore(text)      back to such a state; any text may come
//     escape()           let go of everything
//     key(event)         whether it took a key pressed anywhere on the page
//     keys               [[keys, what they do]] for the list of keys
//     find(query)        the places where `query` (in small letters) occurs; all forgotten for an empty one
//     go(place)          bring one of these into view, as if asked about
//     table()            rows for TSV: the numbers as they are shown
//     svg()              what is shown, as a standalone SVG with `width` and `height` and its dark colours in one
//                        `@media (prefers-color-scheme: dark)` block
//
// What a view throws stops that view only; where it cannot even start, the figures that stand for it do.

let unique = 0;

/** What a page offers a view. Only who shows a tooltip may hide it. */
const pageFor = (owner) => Object.freeze({
  /** Grows when something is added here. */
  version: 2,
  label, visible, printed, exact, percent, fixed, grouped, ordinal, standing, isDark,
  /** The colours of both themes: `paper`, `ink`, `faint`, ramps `m`, `p`, `n`, `r`, hues `k`, their strengths `ks`. */
  palette,
  /** Those of the theme shown now. */
  colours: () => palette[isDark() ? "dark" : "light"],
  tip: Object.freeze({
    show: (box, lines, aside) => tip.show(box, lines, aside, owner),
    hide: () => { if (tip.owner === owner) tip.hide(); },
  }),
  announce,
  listen,
  remember: () => remember(),
  /** A number that no other view of the page has, for ids. */
  unique: () => unique += 1,
  /** The bytes of a base64 string. */
  bytes: (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
});

/** Asks a view of the page, or the module's own where it has one; null where it has no answer or fails. */
function ask(view, name, ...values) {
  const own = view?.module ?? view;
  try {
    return typeof own?.[name] === "function" ? own[name](...values) ?? null : null;
  } catch (error) {
    console.error(`figure ${view.address}, ${name}:`, error);
    return null;
  }
}

/** Starts the view of a figure in its section; null if it cannot, and then says so. */
function mount(section, figure) {
  const place = section.querySelector(".mount");
  try {
    const make = globalThis.explainerViews?.[section.dataset.view ?? figure.module];
    if (typeof make !== "function") throw new Error("the module has not registered itself");
    const view = make(place, figure, pageFor(section));
    if (typeof view !== "object" || view === null) throw new Error("the module made no view");
    section.classList.add("mounted");
    return view;
  } catch (error) {
    console.error(`view ${figure.module}:`, error);
    place.replaceChildren();
    const line = document.createElement("p");
    line.className = "caption";
    line.textContent = "The interactive view could not start here; these are the same numbers without it.";
    place.append(line);
    return null;
  }
}

/** The list of keys. */
const keyList = () => /** @type {HTMLTableSectionElement} */ (byId("keys").querySelector("tbody"));

/** The modules whose keys are listed. */
const listed = new Set();

/** A view's keys in the list of keys, before the page's own last two; under a title where there are several views. */
function listKeys(view, module, title) {
  if (listed.has(module)) return;
  listed.add(module);
  const { rows } = keyList();
  const add = (head, words) => {
    const row = document.createElement("tr"), cell = document.createElement("td");
    cell.textContent = words;
    row.append(head, cell);
    rows[rows.length - 2].before(row);
    return row;
  };
  if (title && view.keys?.length) add(document.createElement("th"), `in the ${title}:`).className = "views";
  for (const [names, meaning] of view.keys ?? []) {
    const head = document.createElement("th");
    for (const name of names.split(" ")) {
      const key = document.createElement(/^(or|and|to|…)$/.test(name) ? "span" : "kbd");
      key.textContent = name;
      head.append(key, " ");
    }
    add(head, meaning);
  }
}

/** Takes the keys of strips out of the list. */
function unlistSeries() {
  const { rows } = keyList();
  [...rows].find((row) => row.textContent?.includes("series"))?.remove();
}
