// What the page hears from views in frames, and what it takes it for (see frames.js): it may come from anybody.

/** `value` if it is a text, cut to `limit` characters; empty otherwise. */
const textOf = (value, limit) => (typeof value === "string" ? value.slice(0, limit) : "");
/** `value` if it is a number within bounds, or the nearest that is. */
const numberOf = (value, least, most) => (value >= least && value <= most ? Number(value) : value > most ? most : least);
const arrayOf = (value, limit) => (Array.isArray(value) ? value.slice(0, limit) : []);

/** The modules in frames whose keys are listed. */
const listedFrames = new Set();

/** Puts what a frame has found in the place of what the page knew, once the page's own search is through. */
function foundIn(part) {
  const wanted = find.value.toLowerCase();
  if (!wanted) return;
  if (found.textContent?.endsWith("…")) { setTimeout(() => foundIn(part), 50); return; }
  const parts = sheets.flatMap((sheet) => sheet.parts), number = parts.indexOf(part);
  const index = matches.findIndex((one) => parts.indexOf(one.part) >= number), place = index < 0 ? matches.length : index;
  const old = matches.filter((one) => one.part === part).length, fresh = searchIn(part, wanted);
  matches.splice(place, old, ...fresh);
  if (match >= place + old) match += fresh.length - old;
  else if (match >= place) match = Math.min(match, place + fresh.length - 1);
  tell();
}

/** What a view may say, each with what it is taken for. */
const heard = {
  started(view, said) {
    if (view.hasStarted) return;
    clearTimeout(view.timer);
    view.hasStarted = true;
    view.frame.classList.add("here");
    view.keys = arrayOf(said.keys, 64).map((row) => arrayOf(row, 2).map((text) => textOf(text, 80)))
      .filter((row) => row.length === 2);
    if (said.draws === true) view.svg = () => view.files.svg ?? null;
    if (!listedFrames.has(view.module)) {
      listedFrames.add(view.module);
      listed.delete(view.figure.module);
      listKeys(view, view.figure.module, outline.title(view.figure));
    }
    if (sheets.length === 1) permit(sheets[0], document);
    for (const message of view.waiting) view.port.postMessage(message);
    view.waiting = [];
    view.arrive();
  },
  failed: (view) => view.leave("could not start here"),
  height(view, said) { view.frame.style.height = `${numberOf(said.height, 16, 20_000)}px`; },
  tip(view, said) {
    const lines = arrayOf(said.lines, 24).map((line) => arrayOf(line, 2)).map(([kind, text]) => [
      ["where", "tk", "exact", "note"].includes(kind) ? kind : "where", textOf(text, 600),
    ]);
    heard.box(view, said);
    if (!view.box) return;
    // Frames cannot scroll the page: what is asked about by keys or by the search is brought into view here.
    const box = view.boxOnPage(), isByKeys = said.isByKeys === true && document.activeElement === view.frame;
    if ((view.isSought || isByKeys) && (box.top < 0 || box.bottom > innerHeight)) scrollBy(0, box.top - innerHeight / 2);
    atMouse = view.isSought || said.isByKeys === true ? null : view;
    view.isSought = false;
    view.page.tip.show(() => view.boxOnPage(), lines, said.isAside === true);
  },
  box(view, { box }) {
    const isBox = typeof box === "object" && box !== null;
    view.box = isBox ? Object.fromEntries(["left", "top", "width", "height"].map((key) => [key, numberOf(box[key], -1e5, 1e5)])) : null;
    if (!view.box) view.page.tip.hide(); else if (tip.owner === view.section) tip.place();
  },
  announce(view, said) { view.page.announce(textOf(said.text, 1000)); },
  state(view, said) {
    view.text = textOf(said.state, 2000);
    // Browsers refuse an address that changes all the time.
    if (said.isChosen === true) view.remembering ||= setTimeout(() => { view.remembering = 0; view.page.remember(); }, 100);
  },
  key(view, said) {
    const key = textOf(said.key, 6);
    if (document.activeElement !== view.frame || !/^(?:[!-~]|Escape)$/.test(key)) return;
    view.isPassing = true;
    view.frame.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    view.isPassing = false;
  },
  found(view, said) {
    if (said.query !== view.query) return;
    view.count = Math.floor(numberOf(said.count, 0, 100_000));
    foundIn(view.part);
  },
  saved(view, said) {
    view.asked.get(said.number)?.(said.value);
  },
};
