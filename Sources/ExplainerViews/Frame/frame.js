// The page as a view in a frame sees it (Docs/views.md): what modules.js offers a view of the program, over a port to the
// script of the page (frames.js), which believes nothing it hears from here.

{
  const { port1: port, port2: theirs } = new MessageChannel();
  const root = document.documentElement;
  const place = () => /** @type {HTMLElement} */ (document.querySelector(".mount"));
  const tell = (message) => port.postMessage(message);
  const fail = (what, error) => console.error(`view, ${what}:`, error);

  /** @type {Palette} */
  let palette;
  /** @type {PageView | null} */
  let view = null;
  let count = 0, found = [], told = "";

  /** What of a rectangle goes over the port. */
  const sides = (box) => box && { left: box.left, top: box.top, width: box.width, height: box.height };
  const ask = (name, ...values) => {
    try {
      return typeof view?.[name] === "function" ? view[name](...values) ?? null : null;
    } catch (error) {
      fail(name, error);
      return null;
    }
  };
  /** The state, where it is another one than the page knows; `isChosen`: by the reader's hand. */
  const tellState = (isChosen) => {
    const state = `${ask("state") ?? ""}`;
    if (state !== told || isChosen) tell({ kind: "state", state: told = state, isChosen });
  };
  let height = -1;
  const tellHeight = () => {
    const bar = innerHeight - root.clientHeight, now = Math.ceil(root.getBoundingClientRect().height) + Math.max(0, bar);
    if (now !== height) tell({ kind: "height", height: height = now });
  };

  const isDark = () => root.dataset.theme === "dark";
  /** What hears the mouse. */
  const hovering = new Set();
  /** Whether the reader's last deed was a key. */
  let isByKeys = false;
  addEventListener("keydown", () => { isByKeys = true; }, true);
  for (const kind of ["pointermove", "pointerdown"]) addEventListener(kind, () => { isByKeys = false; }, true);
  const tip = { box: /** @type {(() => DOMRect | null | undefined) | null} */ (null), last: "" };
  const placeTip = () => {
    if (!tip.box) return;
    const box = sides(tip.box()), text = JSON.stringify(box);
    if (text !== tip.last) tell({ kind: "box", box });
    tip.last = text;
    if (!box) tip.box = null;
  };
  const page = Object.freeze({
    version: 2,
    label, visible, printed, exact, percent, fixed, grouped, ordinal, standing, isDark,
    get palette() { return palette; },
    colours: () => palette[isDark() ? "dark" : "light"],
    tip: Object.freeze({
      show(box, lines, aside) {
        const now = sides(box());
        tip.box = box;
        tip.last = JSON.stringify(now);
        tell({ kind: "tip", box: now, lines, isAside: Boolean(aside), isByKeys });
      },
      hide() {
        tip.box = null;
        tell({ kind: "box", box: null });
      },
    }),
    announce: (text) => tell({ kind: "announce", text: `${text}` }),
    listen(element, listener) {
      hovering.add(listener);
      listen(element, listener);
    },
    remember: () => tellState(true),
    unique: () => count += 1,
    bytes: (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  });

  const draw = (isPrinting) => ask("draw", isPrinting);
  /** What the page says; each answers nothing but by the port. */
  const hear = {
    start(said) {
      palette = said.palette;
      root.dataset.theme = said.theme;
      try {
        const make = globalThis.explainerViews?.[said.module];
        if (typeof make !== "function") throw new Error("the module has not registered itself");
        const made = make(place(), said.figure, page);
        if (typeof made !== "object" || made === null) throw new Error("the module made no view");
        view = made;
      } catch (error) {
        fail("start", error);
        tell({ kind: "failed" });
        return;
      }
      if (said.state) ask("restore", said.state);
      tellHeight();
      tellState(false);
      const keys = Array.isArray(view.keys) ? view.keys.map((row) => [`${row[0]}`, `${row[1]}`]) : [];
      tell({ kind: "started", keys, draws: typeof view.svg === "function" });
      new ResizeObserver(tellHeight).observe(root);
    },
    draw(said) {
      root.dataset.theme = said.theme;
      draw(said.isPrinting);
    },
    restore: (said) => ask("restore", said.state),
    escape() {
      ask("escape");
      tellState(true);
    },
    /** The mouse has left the frame, which not every browser tells it. */
    left: () => hovering.forEach((listener) => listener.hover(null)),
    key: (said) => ask("key", new KeyboardEvent("keydown", said.event)),
    find(said) {
      const places = ask("find", said.query);
      found = Array.isArray(places) ? places : [];
      tell({ kind: "found", query: said.query, count: found.length });
    },
    go: (said) => ask("go", found[said.place]),
    save(said) {
      const value = ask(said.what);
      tell({ kind: "saved", number: said.number, value: value ?? null });
    },
  };
  port.onmessage = ({ data }) => {
    hear[data.kind](data);
    if (!view) return;
    tellState(false);
    tellHeight();
    placeTip();
  };

  // Keys: those of the page, those of the view, and what neither the view nor the browser has use for goes to the page.
  addEventListener("keydown", (event) => {
    if (!view || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { key, target } = event;
    const isTyping = target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement
      || (target instanceof HTMLInputElement && target.type !== "radio"));
    if (isTyping && key !== "Escape") return;
    if (!["/", "?", "t", "Escape"].includes(key)) {
      if (ask("key", event)) { event.preventDefault(); return; }
      if (key.length > 1 || key === " ") return;
    } else if (key !== "Escape") event.preventDefault();
    tell({ kind: "key", key });
  });
  addEventListener("scroll", placeTip, { passive: true, capture: true });
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw(false));
  // The module has run; what the page has for it goes to this document and to none that would take its place.
  addEventListener("load", () => parent.postMessage("explainer view", "*", [theirs]));
}
