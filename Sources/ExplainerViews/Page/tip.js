// What is said about one place of the page: the tooltip beside it, and the announcement for who listens.

/** The tooltip, the only one of the page. */
const tip = {
  element: byId("tip"),
  /** @type {(() => DOMRect | null | undefined) | null} */
  box: null,
  aside: false,
  owner: null,

  /**
   * Shows `lines` beside the rectangle that `box()` gives, now and after scrolling.
   *
   * A line is `[kind, text]`: `where` (quiet), `tk` (a token), `exact` (numbers) or `note`; empty texts are left out.
   * With `aside` it stands to the side of the place rather than below it. `owner` is the view it belongs to; null: the page.
   */
  show(box, lines, aside = false, owner = null) {
    this.element.replaceChildren(...lines.filter(([, text]) => text).map(([kind, text]) => {
      const line = document.createElement("div");
      line.className = kind;
      const isolated = document.createElement("bdi");
      isolated.textContent = text;
      line.append(isolated);
      return line;
    }));
    this.element.hidden = false;
    [this.box, this.aside, this.owner] = [box, aside, owner];
    this.place();
  },

  hide() {
    this.element.hidden = true;
    [this.box, this.owner] = [null, null];
  },

  /**
   * Puts it below what it explains and, where a row and a column are compared, to the side of both; on the other sides
   * where there is no room, and never on the place itself.
   */
  place() {
    if (!this.box) return;
    const box = this.box();
    if (!box) { this.hide(); return; }
    // What has been scrolled away is explained again when it comes back.
    const isSeen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    this.element.style.visibility = isSeen ? "" : "hidden";
    const { width, height } = this.element.getBoundingClientRect();
    const gap = 8;
    const fitsX = (x) => x >= gap && x + width <= innerWidth - gap;
    const fitsY = (y) => y >= gap && y + height <= innerHeight - gap;
    const clampX = (x) => Math.max(gap, Math.min(x, innerWidth - width - gap));
    const clampY = (y) => Math.max(gap, Math.min(y, innerHeight - height - gap));
    const right = box.right + gap, before = box.left - gap - width;
    const below = box.bottom + gap, above = box.top - gap - height;
    const x = this.aside ? [right, before].find(fitsX) : undefined;
    const y = [below, above].find(fitsY);
    this.element.style.left = `${x ?? (y === undefined ? [right, before].find(fitsX) ?? clampX(right) : clampX(box.left))}px`;
    this.element.style.top = `${y ?? clampY(box.top)}px`;
  },
};
addEventListener("scroll", () => tip.place(), { passive: true, capture: true });

/** Says `text` to who listens to the page. */
function announce(text) {
  byId("live").textContent = text;
}
