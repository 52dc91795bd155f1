// Modules of plugins that did not come with the program run in frames (Docs/views.md): a document of its own for each view,
// without the page's origin, that may go nowhere. What a frame says is taken only from its own port, and only as what it is
// expected to be.

/** What stands in each frame before the module: a script, and the hash by which the frame's policy lets it run. */
const frameSource = parsed(byId("frame"));

/** The document of a view's frame; in a script nothing may end its element. */
const frameDocument = ({ script, style, hash }) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${frameSource.policy.replace("script-src", `script-src '${frameSource.hash}' '${hash}'`)}">
<meta http-equiv="x-dns-prefetch-control" content="off">
<title>view</title>
<style>${byId("look").textContent}
body { padding: 4px; }</style>
<style>${style}</style></head>
<body><div class="mount"></div>
\x3Cscript>${frameSource.script}\x3C/script>
\x3Cscript type="module">${script}\x3C/script></body></html>`;

/** Milliseconds that a frame has to load, and a view to answer. */
const PATIENCE = 20_000;
/** The views in frames that the page waits for before it shows itself. */
const awaited = new Set();

/** The view in a frame that the mouse asks about something in. */
let atMouse = null;
// Not every browser tells a frame at once that the mouse has left it.
document.addEventListener("pointermove", () => {
  atMouse?.say({ kind: "left" });
  atMouse = null;
}, { passive: true, capture: true });

/** A view in a frame, as the page sees a view: what is asked of it goes there, what it answered last is what it answers. */
class FramedView {
  constructor(module, mount, figure, page) {
    this.module = module;
    this.mount = mount;
    this.figure = figure;
    this.page = page;
    this.section = /** @type {HTMLElement} */ (mount.closest("section"));
    this.frame = document.createElement("iframe");
    this.frame.title = figure.title;
    this.frame.className = "view";
    this.frame.setAttribute("sandbox", "allow-scripts");
    this.frame.setAttribute("referrerpolicy", "no-referrer");
    /** @type {MessagePort | null} */
    this.port = null;
    /** What is to be said once the view has started. */
    this.waiting = /** @type {object[]} */ ([]);
    this.hasStarted = false;
    this.isGone = false;
    this.isPassing = false;
    this.isSought = false;
    this.remembering = 0;
    this.text = "";
    this.query = "";
    this.count = 0;
    this.files = {};
    this.asked = new Map();
    this.keys = /** @type {string[][]} */ ([]);
    this.box = /** @type {Record<string, number> | null} */ (null);
    this.svg = /** @type {any} */ (undefined);
    this.loads = 0;
    this.frame.addEventListener("load", () => this.loaded());
    this.onhello = (event) => this.hello(event);
    addEventListener("message", this.onhello);
    this.timer = setTimeout(() => this.leave("could not start here"), PATIENCE);
    if (!isOpen) this.delay();
    this.frame.srcdoc = frameDocument(module);
    mount.append(this.frame);
  }

  /** Keeps the page unseen until the view is there. */
  delay() {
    awaited.add(this);
    document.documentElement.classList.add("framing");
  }

  arrive() {
    awaited.delete(this);
    if (awaited.size === 0) document.documentElement.classList.remove("framing");
  }

  /** A second document in the frame is not the view's, nor is a first one that does not report at once. */
  loaded() {
    this.loads += 1;
    if (this.loads > 1) this.leave("was about to leave its frame and is stopped");
    setTimeout(() => { if (!this.port) this.leave("could not start here"); }, PATIENCE / 10);
  }

  hello(event) {
    if (event.source !== this.frame.contentWindow || event.data !== "explainer view" || event.ports.length !== 1) return;
    removeEventListener("message", this.onhello);
    const port = this.port = /** @type {MessagePort} */ (event.ports[0]);
    port.onmessage = ({ data }) => this.hear(data);
    const { name } = this.module;
    port.postMessage({ kind: "start", module: name, figure: this.figure, palette, theme: this.theme, state: this.text });
  }

  get part() {
    return /** @type {Part} */ (sheets.flatMap((sheet) => sheet.parts).find(({ section }) => section === this.section));
  }

  get theme() { return isDark() ? "dark" : "light"; }

  hear(said) {
    if (this.isGone || typeof said !== "object" || said === null || !Object.hasOwn(heard, said.kind)) return;
    heard[said.kind](this, said);
  }

  say(message) {
    if (this.hasStarted) this.port?.postMessage(message); else this.waiting.push(message);
  }

  /** Its rectangle of a place within it, on the page; nothing outside of the frame can be meant. */
  boxOnPage() {
    if (!this.box || this.isGone) return null;
    const area = this.frame.getBoundingClientRect(), { left, top, width, height } = this.box;
    const x = numberOf(area.left + left, area.left, area.right), y = numberOf(area.top + top, area.top, area.bottom);
    return new DOMRect(x, y, numberOf(width, 0, area.right - x), numberOf(height, 0, area.bottom - y));
  }

  /** Gives way to the figures that stand for the view. */
  leave(why) {
    if (this.isGone) return;
    this.isGone = true;
    clearTimeout(this.timer);
    removeEventListener("message", this.onhello);
    this.port?.close();
    this.page.tip.hide();
    for (const answer of this.asked.values()) answer(null);
    const line = document.createElement("p");
    line.className = "caption";
    line.textContent = `The interactive view ${why}; these are the same numbers without it.`;
    this.mount.replaceChildren(line);
    this.section.classList.remove("mounted");
    const { part } = this;
    for (const list of [all, modules]) {
      const index = list.findIndex((view) => view.module === this);
      if (index >= 0) list.splice(index, 1);
    }
    part.views = standIns(part);
    for (const view of part.views) {
      all.push(view);
      cellViews.push(view);
      attach(view);
    }
    if (this.query) search();
    this.arrive();
  }

  // What the page asks of any view

  draw(isPrinting) { this.say({ kind: "draw", theme: isPrinting ? "light" : this.theme, isPrinting }); }
  state() { return this.text; }
  restore(text) {
    this.text = text;
    this.say({ kind: "restore", state: text });
  }
  escape() { this.say({ kind: "escape" }); }
  key(event) {
    if (this.isPassing || event.key.length !== 1 || !this.keys.some(([names]) => names.split(" ").includes(event.key))) return false;
    const { key, code, shiftKey } = event;
    this.say({ kind: "key", event: { key, code, shiftKey } });
    return true;
  }
  find(query) {
    if (query !== this.query) {
      this.query = query;
      // Until it answers, a view that has not started has what its stand-ins have.
      this.count = this.hasStarted ? 0 : standIns(this.part).flatMap((view) => hitsIn(view, query)).length;
      this.say({ kind: "find", query });
    }
    return Array.from({ length: this.count }, (_, place) => place);
  }
  go(place) {
    this.isSought = true;
    this.say({ kind: "go", place });
  }
  table() { return this.files.table ?? []; }

  /** Has the view say its `table` or its `svg`, for the next time that the page asks for it. */
  fetch(what) {
    if (this.isGone) return Promise.resolve();
    return new Promise((resolve) => {
      const number = this.asked.size;
      const answer = (value) => {
        this.files[what] = what === "svg" ? drawingOf(value) : rowsOf(value);
        resolve(undefined);
      };
      this.asked.set(number, answer);
      setTimeout(() => resolve(undefined), PATIENCE);
      this.say({ kind: "save", what, number });
    });
  }
}

for (const element of document.querySelectorAll("script.module")) {
  const module = parsed(element);
  (globalThis.explainerViews ??= {})[module.alias] = (mount, figure, page) => new FramedView(module, mount, figure, page);
}
