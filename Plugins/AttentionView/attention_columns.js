// A column of tokens: names that can be asked about, marked and reached with the keyboard.

class TokenColumn {
  /**
   * `options`: {side: "left" or "right", id, label, pitch}.
   *
   * @param {Page} page
   */
  constructor(page, { side, id, label, pitch }) {
    this.page = page;
    this.side = side;
    this.id = id;
    this.pitch = pitch;
    this.element = make("div", `at-column at-${side}`);
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", label);
    this.element.setAttribute("aria-multiselectable", "true");
    this.element.tabIndex = 0;
    this.units = [];
    this.rows = [];
    this.marks = new Map();
  }

  /** Other tokens; a line stands before the one that begins with token `breakAt`, null for none. */
  fill(units, breakAt = null) {
    this.units = units;
    this.selected = [];
    this.marks.clear();
    this.rows = units.map((unit, place) => {
      const name = make("bdi", "", unit.lead ? make("i", "", unit.lead) : "", unit.name);
      const row = make("div", unit.isSpecial ? "at-token at-special" : "at-token", name);
      const isNew = unit.role && unit.role !== TEMPLATE && units[place - 1]?.role !== unit.role;
      if (isNew) row.prepend(make("span", "at-role", unit.role));
      row.id = `${this.id}${place}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.dataset.place = place;
      if (place > 0 && breakAt !== null && unit.first >= breakAt && units[place - 1].first < breakAt) row.classList.add("at-second");
      return row;
    });
    this.element.replaceChildren(...this.rows);
    this.element.removeAttribute("aria-activedescendant");
  }

  /** The place of the token under the pointer, or null. */
  at(event) {
    const row = event.target.closest?.(".at-token");
    return row && this.element.contains(row) ? Number(row.dataset.place) : null;
  }

  /** Gives the class `name` to these places, and to no others. */
  mark(name, places) {
    const old = this.marks.get(name) ?? [];
    if (old.length === places.length && old.every((place, n) => place === places[n])) return;
    for (const place of old) this.rows[place]?.classList.remove(name);
    for (const place of places) this.rows[place]?.classList.add(name);
    this.marks.set(name, places);
  }

  /** Says which are pinned. */
  select(places) {
    for (const place of this.selected ?? []) this.rows[place]?.setAttribute("aria-selected", "false");
    for (const place of places) this.rows[place]?.setAttribute("aria-selected", "true");
    this.selected = places;
    this.mark("at-pinned", places);
  }

  /** The token the keyboard is at, for who listens. */
  activate(place) {
    if (place === null) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", this.rows[place].id);
  }

  /** The sides of a token on the screen. */
  box(place) {
    return this.rows[place]?.getBoundingClientRect() ?? null;
  }

  reveal(place) {
    this.rows[place]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
