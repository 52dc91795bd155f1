// What is shown, as a drawing of its own: light colours as attributes, dark ones in one block of rules.

/** Text and attributes of XML; characters that XML does not have are left out. */
const xml = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
  .replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);

const WORDS_FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";
const MONO_FONT = "ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', 'Noto Sans Mono', monospace";

class Drawing {
  /** @param {Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.dark = new Map();
    this.body = [];
  }

  // Colours, as attributes

  /** `colour(theme)` by the name of a class. */
  give(name, colour, property = "fill") {
    const className = property === "fill" ? name : `s${name}`;
    this.dark.set(className, `${property}:${colour(this.palette.dark)}`);
    return `class="${className}" ${property}="${colour(this.palette.light)}"`;
  }

  /** `ink`, `faint` or `paper`. */
  role(name, property) {
    return this.give(name, (theme) => theme[name], property);
  }

  hue(number, property) {
    return this.give(`k${hueOf(number)}`, (theme) => theme.k[hueOf(number)], property);
  }

  /** The magnitude ramp at `opacity`. */
  magnitude(opacity, property) {
    const step = Math.round(clamp(opacity, 0, 1) * (this.palette.light.m.length - 1));
    return this.give(`m${step}`, (theme) => theme.m[step], property);
  }

  // Marks

  /** `rest`: more attributes. */
  text(words, x, y, size, paint, rest = "") {
    this.body.push(`<text x="${round(x)}" y="${round(y)}" font-size="${size}" ${paint} ${rest}>${xml(words)}</text>`);
  }

  rect(x, y, width, height, paint, rest = "") {
    this.body.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${paint}${rest && ` ${rest}`}/>`);
  }

  add(markup) {
    this.body.push(markup);
  }

  /**
   * Lines as a `LineBatch` collects them, one path for each hue and opacity: `each(add)` with
   * `add(x1, y1, x2, y2, opacity, hue)`.
   */
  lines(each, width, attributes = "") {
    const paths = new Map();
    each((x1, y1, x2, y2, opacity, hue) => {
      const level = Math.round(Math.min(1, opacity) * LINE_LEVELS);
      if (level === 0) return;
      const key = hue * 100 + level;
      if (!paths.has(key)) paths.set(key, []);
      paths.get(key).push(`M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`);
    });
    for (const key of [...paths.keys()].sort((a, b) => a % 100 - b % 100)) {
      this.body.push(`<path d="${paths.get(key).join("")}" fill="none" ${this.hue(Math.floor(key / 100), "stroke")} stroke-width="${width}" stroke-opacity="${round(key % 100 / LINE_LEVELS)}" ${attributes}/>`);
    }
  }

  /** The whole drawing. */
  finish({ title, description, width, height, margin = 16 }) {
    const [w, h] = [Math.ceil(width + 2 * margin), Math.ceil(height + 2 * margin)];
    const paper = this.role("paper");
    const rules = [...this.dark].map(([name, rule]) => `.${name}{${rule}}`).sort().join("");
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${-margin} ${-margin} ${w} ${h}" role="img" font-family="${MONO_FONT}">
<title>${xml(title)}</title>
<desc>${xml(description)}</desc>
<style>text{white-space:pre;font-variant-numeric:tabular-nums}@media (prefers-color-scheme: dark){${rules}}</style>
<rect x="${-margin}" y="${-margin}" width="${w}" height="${h}" ${paper}/>
${this.body.join("\n")}
</svg>
`;
  }
}
