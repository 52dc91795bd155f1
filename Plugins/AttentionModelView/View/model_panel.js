// A head from near: its tokens in two columns with lines between them, or all pairs as squares, and its numbers.

/** The most lines drawn while no token is asked about; the strongest are. */
const REST_LINES = 4000;

/** Beyond this many tokens on a side, squares say more than lines do. */
const LINES_UNTIL = 64;

/** The most dots along a side of the squares. */
const SQUARE_DOTS = 512;

/** Nothing is asked about. */
const NOWHERE = { i: -1, j: -1 };

/** How many of the strongest pairs are named. */
const NAMED_PAIRS = 6;

/** The value that the `count` greatest of `values` are not below; 0 where there are fewer. */
function valueOfRank(values, count) {
  if (values.length <= count) return 0;
  const bins = new Uint32Array(4096);
  let most = 0;
  for (const value of values) if (value > most) most = value;
  if (most === 0) return 0;
  for (const value of values) bins[Math.min(4095, Math.floor(value / most * 4095))] += 1;
  let seen = 0;
  for (let bin = 4095; bin >= 0; bin -= 1) {
    seen += bins[bin];
    if (seen > count) return (bin + 1) / 4095 * most;
  }
  return 0;
}

class HeadPanel {
  /** @type {string} */ name;
  /** @type {HeadPlace} */ at;
  /** @type {{side: string, place: number} | undefined} */ cursor;
  /** @type {number | null} */ floor;

  /**
   * `view`: {asked, scale, ink, wantsSquares: what to show; keep, drop, hoverToken, pressToken, isHovered, rows: what to do}.
   *
   * @param {Page} page
   * @param {string} id
   */
  constructor(page, id, view, isKept = false) {
    this.page = page;
    this.id = id;
    this.view = view;
    this.isKept = isKept;
    this.pattern = null;
    this.h = 0;
    this.title = make("b", "am-title");
    this.names = make("span", "am-names");
    this.button = makeButton("", "", () => (isKept ? view.drop(this) : view.keep(this)), "am-button");
    this.copy = makeButton("copy as TSV", "Copy the weights of this head, tab-separated", () => copyText(tsvOfRows(view.rows(this)), this.copy), "am-button am-copy");
    this.shares = make("span");
    this.facts = make("p", "am-facts", this.names, this.shares);
    this.field = new AttentionField(page, { id, labels: ["tokens that look", "tokens looked at"], pitch: 20, gap: 96 });
    this.squares = make("div", "am-squares");
    this.canvas = make("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.row = make("i", "am-line am-across");
    this.column = make("i", "am-line am-down");
    this.squares.append(this.canvas, this.row, this.column);
    this.said = make("p", "am-said");
    this.body = make("div", "am-body", this.field.element, this.squares, this.said, this.copy);
    this.element = make("section", `am-panel${isKept ? " am-kept" : ""}`, make("div", "am-top", this.title, this.button), this.facts, this.body);
    this.listen();
  }

  /** Shows the head in place `h` of `pattern`, called `name`, with its `facts` in words; null for nothing. */
  show(pattern, h, name, names, facts) {
    Object.assign(this, { pattern, h, name });
    this.title.textContent = name;
    this.names.textContent = names && facts ? `${names} · ` : names;
    this.button.textContent = this.isKept ? "remove" : "keep beside";
    this.button.title = this.isKept ? "Takes it from the heads side by side" : "Keeps it below, side by side with others (p, Shift-click)";
    this.button.setAttribute("aria-label", `${this.button.textContent}: ${name}`);
    this.shares.textContent = facts;
    this.isSquares = this.view.wantsSquares() ?? Math.max(pattern.rows, pattern.columns) > LINES_UNTIL;
    this.field.element.hidden = this.isSquares;
    this.squares.hidden = !this.isSquares;
    if (this.isSquares) {
      this.view.ink().paint(this.canvas, pattern, thumbnail(pattern, h, SQUARE_DOTS), pattern.top);
      this.squares.style.aspectRatio = `${Math.max(1, pattern.columns)} / ${Math.max(1, pattern.rows)}`;
    } else if (!this.has(pattern)) this.field.fill(pattern.queries, pattern.keys);
    this.floor = null;
    this.ask();
  }

  /** Whether the columns have these tokens already. */
  has({ queries, keys }) {
    const same = (units, column) => units.length === column.units.length && units.every((unit, n) => unit === column.units[n]);
    return same(queries, this.field.left) && same(keys, this.field.right);
  }

  /** The place of what is asked about in this panel: {side, place}, or {i, j} for a pair; null for nothing. */
  get place() {
    const asked = this.view.asked();
    if (!asked || !this.pattern) return null;
    const of = (units, t) => Sequence.placeOf(units, t);
    const i = asked.query === null ? -1 : of(this.pattern.queries, asked.query);
    const j = asked.key === null ? -1 : of(this.pattern.keys, asked.key);
    return i < 0 && j < 0 ? null : { i, j };
  }

  /** Draws lines, bars and words for what is asked about. */
  ask() {
    const { pattern, h, field, view, page } = this;
    if (!pattern) return;
    const place = this.place, { i: query, j: key } = place ?? NOWHERE, scale = view.scale(), top = pattern.top;
    const { rows, columns } = pattern;
    if (this.isSquares) this.cross(place ?? NOWHERE);
    else {
      const matrix = pattern.matrix(h), floor = place ? 0 : this.floor ??= valueOfRank(matrix, REST_LINES);
      const one = (value) => scale.line(value, top, 1);
      field.left.mark("at-asked", query >= 0 ? [query] : []);
      field.right.mark("at-asked", key >= 0 ? [key] : []);
      field.right.mark("at-unseen", query >= 0 ? pattern.unseenKeys([query]) : []);
      field.left.mark("at-unseen", query < 0 && key >= 0 ? pattern.unseeingQueries([key]) : []);
      field.draw({
        colours: [page.colours().m.at(-8)], width: 1.75,
        lines: (add) => {
          if (query >= 0 && key >= 0) add(query, key, one(matrix[query * columns + key]), 0);
          else if (query >= 0) for (let j = 0; j < columns; j += 1) add(query, j, one(matrix[query * columns + j]), 0);
          else if (key >= 0) for (let i = 0; i < rows; i += 1) add(i, key, one(matrix[i * columns + key]), 0);
          else {
            for (let n = 0; n < matrix.length; n += 1) {
              if (matrix[n] > floor) add(Math.floor(n / columns), n % columns, one(matrix[n]), 0);
            }
          }
        },
        bars: (add) => {
          if (query >= 0) for (let j = 0; j < columns; j += 1) add("right", j, 0, 1, scale.bar(matrix[query * columns + j], top) * 0.75, 0);
          else if (key >= 0) for (let i = 0; i < rows; i += 1) add("left", i, 0, 1, scale.bar(matrix[i * columns + key], top) * 0.75, 0);
        },
      });
    }
    this.say(place);
  }

  /** The cross on the squares. */
  cross({ i, j }) {
    const { pattern } = this;
    this.row.hidden = i < 0;
    this.column.hidden = j < 0;
    if (i >= 0) this.row.style.top = `${(i + 0.5) / pattern.rows * 100}%`;
    if (j >= 0) this.column.style.left = `${acrossOf(pattern, j, SQUARE_DOTS) * 100}%`;
  }

  /** The strongest pairs of what is asked about, with their numbers. */
  say(place) {
    const { pattern, h, page } = this, { i: query, j: key } = place ?? NOWHERE, isRow = query >= 0, isColumn = !isRow && key >= 0;
    const asked = { queries: isRow ? [query] : null, keys: isColumn ? [key] : null };
    const strongest = strongestOf(pattern, h, asked, NAMED_PAIRS);
    const token = (text) => { const bdi = make("bdi", "tk", text); return bdi; };
    const head = isRow ? ["from ", token(pattern.queries[query].name)] : isColumn ? ["to ", token(pattern.keys[key].name)] : ["strongest"];
    const pairs = strongest.found.map(({ i, j, low, high }) => make(
      "span", "am-pair",
      ...(isRow ? [] : [token(pattern.queries[i].name)]), ...(isRow || isColumn ? [] : [" → "]),
      ...(isColumn ? [] : [token(pattern.keys[j].name)]), make("b", "am-number", leastWords({ low, high }, page))));
    const notes = [];
    if (isRow) {
      const { out, rest, unsure } = pattern.part(h), low = out[query];
      if (low > 0) notes.push(`${leastWords({ low, high: low + unsure[query] }, page)} on hidden tokens`);
      if (rest[query] > 1e-3) notes.push(`${digits(rest[query], page)} on keys not in the page`);
    }
    const loose = looseWords(strongest, NAMED_PAIRS, isRow ? "a key" : isColumn ? "a query" : "a pair", page);
    if (loose) notes.push(loose);
    if (!place && !this.isSquares && this.floor) notes.push(`only lines above ${digits(this.floor, page)} are drawn until a token is asked about`);
    this.said.replaceChildren(
      make("span", "am-label", ...head), ...pairs, ...(notes.length ? [make("span", "am-note", notes.join("; "))] : []));
  }

  // Asking

  /** The query and the key of the square under the pointer. */
  squareAt(event) {
    const box = this.canvas.getBoundingClientRect(), { pattern } = this;
    if (!pattern) return null;
    const part = (value, size, count) => clamp(Math.floor(value / size * count), 0, count - 1);
    return { i: part(event.clientY - box.top, box.height, pattern.rows), j: keyAcross(pattern, (event.clientX - box.left) / box.width, SQUARE_DOTS) };
  }

  listen() {
    const { field, page, view } = this;
    this.listenTo(field.left, "query", "queries");
    this.listenTo(field.right, "key", "keys");
    const pair = (at) => ({ query: this.pattern.queries[at.i].first, key: this.pattern.keys[at.j].first });
    page.listen(this.squares, {
      at: (event) => this.squareAt(event),
      isAsked: (at) => view.isHovered(this, pair(at)),
      hover: (at) => view.hoverToken(this, at ? pair(at) : null),
      press: (at) => view.pressToken(this, pair(at)),
    });
  }

  listenTo(column, side, of) {
    const { page, view } = this, first = (place) => this.pattern[of][place].first;
    page.listen(column.element, {
      at: (event) => { const place = column.at(event); return place === null ? null : { place }; },
      isAsked: ({ place }) => view.isHovered(this, { [side]: first(place) }),
      hover: (at) => view.hoverToken(this, at ? { [side]: first(at.place) } : null),
      press: ({ place }) => view.pressToken(this, { [side]: first(place) }),
    });
    column.element.addEventListener("blur", () => view.hoverToken(this, null));
    column.element.addEventListener("keydown", (event) => this.move(event, side, column, of));
  }

  move(event, side, column, of) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.pattern) return;
    const last = column.units.length - 1;
    const { cursor } = this, now = cursor && cursor.side === side ? clamp(cursor.place, 0, last) : -1;
    const go = (place) => {
      this.cursor = { side, place: clamp(place, 0, last) };
      column.activate(this.cursor.place);
      column.reveal(this.cursor.place);
      this.view.hoverToken(this, { [side]: this.pattern[of][this.cursor.place].first });
      page.announce(this.said.innerText.replace(/\s+/g, " "));
    };
    const { page } = this;
    const other = side === "query" ? this.field.right : this.field.left;
    const steps = {
      ArrowUp: () => go(now - 1), ArrowDown: () => go(now + 1), Home: () => go(0), End: () => go(last),
      ArrowLeft: () => side === "key" && other.element.focus(), ArrowRight: () => side === "query" && other.element.focus(),
      Enter: () => this.view.pressToken(this, { [side]: this.pattern[of][Math.max(0, now)].first }),
    };
    steps[" "] = steps.Enter;
    if (!steps[event.key]) return;
    steps[event.key]();
    event.preventDefault();
  }

  /** Where what is asked about stands on the screen. */
  box(place) {
    if (this.isSquares) {
      const area = this.canvas.getBoundingClientRect(), { rows, columns } = this.pattern;
      const [w, h] = [area.width / columns, area.height / rows];
      const [i, j] = [Math.max(0, place.i), Math.max(0, place.j)];
      return new DOMRect(area.left + acrossOf(this.pattern, j, SQUARE_DOTS) * area.width - w / 2, area.top + i * h, w, h);
    }
    return place.i >= 0 ? this.field.left.box(place.i) : this.field.right.box(place.j);
  }
}
