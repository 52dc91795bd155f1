// A page has sheets: a sheet is a document and the sections that draw its figures, its parts. A page of one explanation is
// one sheet; a report has one for each explanation and one of its own, and starts each part when its reader comes near.

/** A figure on the page; it consists of views once it has started. */
class Part {
  constructor(sheet, section, index) {
    this.sheet = sheet;
    this.section = section;
    this.index = index;
    this.address = `${sheet.root}${index}`;
    this.views = null;
    this.stubs = null;
  }

  get figure() { return this.sheet.data.figures[this.index]; }
  /** Whether a plugin's module draws it. */
  get isView() { return this.section.dataset.kind === "view"; }
}

class Sheet {
  /** `read()` is the document, `key` what addresses call the sheet. */
  constructor(element, key, read, drawings) {
    this.element = element;
    this.key = key;
    this.read = read;
    this.packed = drawings;
    this.root = key ? `${key}_` : "";
    this.known = null;
    const sections = element.querySelectorAll(":scope > section.figure");
    this.parts = [...sections].map((section, index) => new Part(this, section, index));
  }

  get data() { return this.known ??= this.read(); }

  /** The drawings of its figures as they are saved; null for a view, which draws itself. */
  async drawings() {
    const bytes = Uint8Array.from(atob(JSON.parse(this.packed.textContent)), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  }
}

/** The sheets in the order of the page. */
const sheets = document.getElementById("report")
  ? [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-sheet]"))].map((element) => {
    const own = element.querySelector(":scope > script.document");
    // An entry that failed has no document, and no figures.
    const read = own ? () => parsed(own) : () => ({ figures: parsed(byId("report")).summary });
    return new Sheet(element, element.dataset.sheet, read, element.querySelector(":scope > script.drawings"));
  })
  : [new Sheet(
    document.querySelector("main"), "", () => parsed(byId("document")), byId("drawings"),
  )];

/**
 * What a report adds to its page (see report.js), as it is for a page of one explanation.
 *
 * @type {Outline}
 */
const outline = {
  /** Starts what is to be there from the beginning. */
  begin(start) { for (const { parts } of sheets) parts.forEach(start); },
  /** The views that a key is for, the likeliest first. */
  near: (views) => views,
  /** The reader's place, for the address, and back to it. */
  address: () => "",
  restore() {},
  /** Brings something into view and keeps it there. */
  hold: (_, align) => align(),
  /** What the search found: [[sheet, how often]]; nothing is searched for without a `query`. */
  found() {},
  /** Makes the search reachable. */
  reach() {},
  /** Whether it took a key. */
  key: () => false,
  /** Lets go of what is its own. */
  escape() {},
  /** What the list of keys calls a view's keys; empty where there can be no doubt. */
  title: () => "",
  /** What is saved by buttons outside of all sheets. */
  whole: () => ({ sheet: sheets[0], data: sheets[0].data, name: fileName(sheets[0].data.entry_point.split("/").pop()) }),
  /** The name of files saved from a sheet. */
  name: () => outline.whole().name,
};

/** `text` as the name of a file. */
function fileName(text) {
  return (text || "explanation").replace(/[^\w.-]+/g, "_").slice(0, 80);
}
