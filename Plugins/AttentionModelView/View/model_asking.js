// How a reader asks about heads: with the pointer and the keyboard on the grid, and with the page's keys.

class GridAsking {
  /**
   * `view`: the model view, whose heads are hovered, pinned and kept here.
   *
   * @param {AttentionModelView} view
   */
  constructor(view) {
    const { grid, page } = view, { element } = grid;
    this.view = view;
    this.grid = grid;
    this.page = page;
    /** Where the keyboard is. */
    this.cursor = { l: 0, h: 0 };
    page.listen(element, {
      at: (event) => grid.at(event),
      isAsked: ({ l, h }) => view.hovered !== null && view.hovered.l === l && view.hovered.h === h,
      hover: (place) => view.hover(place),
      press: (place, event) => { if (event.shiftKey) view.keep(place); else view.pin(place); },
    });
    element.addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); });
    element.addEventListener("blur", () => view.hover(null));
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.to(this.cursor); });
    element.addEventListener("keydown", (event) => this.move(event));
  }

  to(place) {
    this.cursor = place;
    this.grid.reveal(place);
    this.view.hover(place);
    this.page.announce(headWords(this.view.cells, place));
  }

  move(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { grid, view } = this, { l } = this.cursor, column = grid.columnOf(l, this.cursor.h);
    const to = (row, other) => {
      const next = clamp(row, 0, grid.rows - 1);
      this.to({ l: next, h: grid.headAt(next, clamp(other, 0, grid.columns - 1)) });
    };
    const enter = () => { if (event.shiftKey) view.keep(this.cursor); else view.pin(this.cursor); };
    const steps = {
      ArrowUp: () => to(l - 1, column), ArrowDown: () => to(l + 1, column), ArrowLeft: () => to(l, column - 1), ArrowRight: () => to(l, column + 1),
      Home: () => to(l, 0), End: () => to(l, grid.columns - 1), PageUp: () => to(0, column), PageDown: () => to(grid.rows - 1, column),
      Enter: enter, " ": enter,
    };
    if (!Object.hasOwn(steps, event.key)) return;
    steps[event.key]();
    event.preventDefault();
  }

  // Keys that work anywhere on the page

  get keys() {
    return [
      ["Enter", "pin the head; with Shift, as with Shift-click, keep it side by side with others"], ["p", "keep or remove the head"],
      ["o", "the next order of heads"], ["s", "squares or lines from near"], ...AttentionChoices.keys.filter(([key]) => key !== "[ ]"),
    ];
  }

  key(event) {
    const { view } = this;
    if (event.target instanceof HTMLSelectElement) return false;
    switch (event.key) {
      case "p":
        if (!view.near.place) return false;
        view.keep(view.near.place);
        return true;
      case "o": view.nextOrder(event.shiftKey ? -1 : 1); return true;
      case "s": view.setNear(view.near.panel.isSquares ?? view.near.isSquares ? "lines" : "squares"); return true;
      default: return view.choices.key(event);
    }
  }
}
