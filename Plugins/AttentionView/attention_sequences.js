// The tokens that attend and are attended to, one by one or as whole words.
//
// A token is {t: its characters as in the text (a special one's own), g: what stands before it, piece, id, s: special, w: number of its word,
// r: who said it in a conversation, "template" where its template did}.

/** What a conversation calls tokens that nobody said. */
const TEMPLATE = "template";

/**
 * Whether a token stands for no word that somebody said.
 *
 * @param {TokenJSON} token
 */
const isOfForm = ({ s, r }) => Boolean(s || r === TEMPLATE);

/** What is asked about as one: a token, or the pieces of a word: {first, last, name, isSpecial, role}. */
class Sequence {
  /**
   * @param {string} key
   * @param {TokenJSON[]} tokens
   * @param {Page} page
   */
  constructor(key, tokens, page) {
    this.key = key;
    this.tokens = tokens;
    this.page = page;
    /** What each token is called in words: its characters, the blanks that are all of it, or its piece where it covers none. */
    this.names = tokens.map(({ t, g, s, piece }) => page.visible({ text: t || (s ? "" : g) || piece, isToken: true }));
    /** What stands before it, made visible: `·` for a blank, `↵` for a line end; nothing where it continues a word. */
    this.leads = tokens.map(({ t, g }) => (t && g ? (/\n/.test(g) ? "↵" : "·") : ""));
    this.known = new Map();
  }

  get count() {
    return this.tokens.length;
  }

  /** The tokens, or where `inWords` the words, in the order of the text. */
  units(inWords) {
    if (!this.known.has(inWords)) {
      const units = [];
      this.tokens.forEach((token, t) => {
        const last = units.at(-1);
        const joins = inWords && last && !token.s && !this.tokens[last.last].s && this.tokens[last.last].w === token.w
          && this.tokens[last.last].r === token.r;
        if (joins) {
          last.last = t;
          last.name += this.names[t];
        } else units.push({ first: t, last: t, name: this.names[t], lead: this.leads[t], isSpecial: isOfForm(token), role: token.r });
      });
      for (const unit of units) if (unit.last > unit.first) unit.name = this.decoded(unit.name);
      this.known.set(inWords, units);
    }
    return this.known.get(inWords);
  }

  /** Characters whose bytes are in several pieces, `⟨f0⟩⟨9f⟩⟨98⟩⟨80⟩`, as what they are together. */
  decoded(name) {
    return name.replace(/(?:⟨[89a-f][0-9a-f](?: [89a-f][0-9a-f])*⟩)+/g, (bytes) => {
      const numbers = bytes.match(/[0-9a-f]{2}/g).map((two) => parseInt(two, 16));
      try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(numbers));
        // What only joins or varies its neighbours is nothing to be seen by itself.
        const isSeen = /[^\u200c\u200d\ufe00-\ufe0f]/.test(text);
        return isSeen ? this.page.visible({ text, isToken: false }) : bytes;
      } catch {
        return bytes;
      }
    });
  }

  /** The tokens [first, last] that touch each occurrence of `query` (in small letters) in the text. */
  find(query) {
    if (!query) return [];
    const starts = [], { tokens, names } = this;
    const searched = (t) => tokens[t].t || (tokens[t].s ? names[t] : "");
    let text = "";
    tokens.forEach(({ g }, n) => {
      text += g;
      starts.push(text.length);
      text += searched(n);
    });
    const small = text.toLowerCase(), ends = (t) => starts[t] + searched(t).length;
    // Letters that change their length when made small would shift the places.
    const where = small.length === text.length ? small : text, hits = [];
    let t = 0;
    for (let at = where.indexOf(query); at >= 0; at = where.indexOf(query, at + query.length)) {
      const end = at + query.length;
      while (t + 1 < starts.length && ends(t) <= at) t += 1;
      let last = t;
      while (last + 1 < starts.length && starts[last + 1] < end) last += 1;
      if (starts[t] < end && ends(t) > at) hits.push([t, last]);
    }
    return hits;
  }

  /** The place among `units` of what holds token `t`; −1 where nothing does. */
  static placeOf(units, t) {
    let [low, high] = [0, units.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (t < units[middle].first) high = middle - 1; else if (t > units[middle].last) low = middle + 1; else return middle;
    }
    return -1;
  }
}

/** The words “position 3 “cat”” or “positions 3–4 “kitten””. */
function placeWords(unit, page) {
  if (unit.isSink) return "the sink";
  const where = unit.first === unit.last
    ? `position ${page.grouped(unit.first)}` : `positions ${page.grouped(unit.first)}–${page.grouped(unit.last)}`;
  return `${where} “${unit.name}”${unit.role ? ` (${unit.role})` : ""}`;
}
