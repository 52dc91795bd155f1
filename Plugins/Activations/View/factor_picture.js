// What is shown, as a drawing of its own: the factors at the left, the text at the right, as they stand on the page.

/** Text and attributes of XML; characters that XML does not have are left out. */
const xml = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
  .replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);

/** Colours by role, light ones as attributes, dark ones through classes. */
class Paints {
  /** @param {Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.dark = new Map();
  }

  /** The attributes that fill with `colour(theme)`, or stroke. */
  give(name, colour, property = "fill") {
    const className = property === "fill" ? name : `s${name}`;
    this.dark.set(className, `${property}:${colour(this.palette.dark)}`);
    return `class="${className}" ${property}="${colour(this.palette.light)}"`;
  }

  role(name, property) {
    return this.give(name, (theme) => theme[name], property);
  }

  hue(f, property) {
    return this.give(hue(f), (theme) => theme.k[f % 16], property);
  }

  strength(f, step) {
    return this.give(`${hue(f)}s${step}`, (theme) => theme.ks[f % 16][step]);
  }

  /** Text on a hue. */
  on(f, step) {
    return this.give(`${hue(f)}o${step}`, (theme) => theme.ksi[f % 16][step]);
  }

  get rules() {
    return [...this.dark].map(([name, rule]) => `.${name}{${rule}}`).sort().join("");
  }
}

const WORDS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";
const MONO = "ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', 'Noto Sans Mono', monospace";

/** The drawing of `shown` = {title, legend, factors, asked, pinned, weights, isOwnScale, hasNumbers}. */
function picture(shown, list, text, page) {
  const { weights, factors } = shown;
  const paints = new Paints(page.palette);
  const body = [];
  const write = (words, x, y, size, paint, rest = "") => {
    body.push(`<text x="${round(x)}" y="${round(y)}" font-size="${size}" ${paint} ${rest}>${xml(words)}</text>`);
  };
  const rect = (x, y, width, height, paint) => {
    body.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${paint}/>`);
  };
  const left = 300, rowHeight = 32, head = 64, gap = 40;
  write(shown.title, 0, 14, 15, paints.role("ink"), `font-weight="600" font-family="${WORDS}"`);
  write(shown.legend, 0, 38, 12, paints.role("faint"), `font-family="${WORDS}"`);

  // The factors.
  const sparkX = 32, sparkWidth = left - sparkX - 56;
  weights.values.forEach((values, f) => {
    const y = head + f * rowHeight;
    const isKept = factors.length === 0 || factors.includes(f);
    const drawn = outline(values, shown.isOwnScale ? weights.greatest[f] : weights.top, sparkWidth, rowHeight - 6);
    body.push(`<g data-factor="${f + 1}">`);
    rect(0, y + 6, 22, 20, paints.hue(f));
    write(f + 1, 11, y + 20, 11, paints.on(f, text.steps), 'text-anchor="middle"');
    body.push(`<g transform="translate(${sparkX} ${y + 3})"${isKept ? "" : ' opacity="0.3"'}><path d="${drawn.area}" ${paints.hue(f)} fill-opacity="0.25"/>`
      + `<path d="${drawn.line}" fill="none" ${paints.hue(f, "stroke")} stroke-width="1.25" stroke-linejoin="round"/></g>`);
    write(list.rows[f].number.textContent, left, y + 20, 11, paints.role(isKept ? "ink" : "faint"), 'text-anchor="end"');
    if (shown.pinned.includes(f)) {
      body.push(`<rect x="-3.5" y="${y + 2.5}" width="${left + 7}" height="27" fill="none" ${paints.role("ink", "stroke")}/>`);
    }
    body.push("</g>");
  });
  const bottom = head + weights.values.length * rowHeight;
  const place = (t) => sparkX + (t + 0.5) / weights.count * sparkWidth;
  write(list.column.textContent, left, head - 8, 11, paints.role("faint"), `text-anchor="end" font-family="${WORDS}"`);
  for (const tick of axisTicks(weights.count)) {
    write(page.grouped(tick), place(tick), bottom + 14, 11, paints.role("faint"), 'text-anchor="middle"');
  }
  write("position in the text, in tokens", sparkX, bottom + 32, 11, paints.role("faint"), `font-family="${WORDS}"`);
  if (shown.asked !== null) {
    const x = round(place(shown.asked));
    body.push(`<line x1="${x}" y1="${head}" x2="${x}" y2="${bottom}" ${paints.role("ink", "stroke")} stroke-width="1"/>`);
  }

  // The text, each piece where the page has it.
  const area = text.element.getBoundingClientRect(), origin = { x: left + gap - area.left, y: head - area.top };
  let lowest = bottom + 40;
  const size = parseFloat(getComputedStyle(text.element).fontSize);
  text.tokens.forEach((token, t) => {
    const isQuiet = token.classList.contains("fx-quiet");
    const rects = [...token.getClientRects()].filter((box) => box.width > 0);
    const paint = text.painted[t];
    const step = text.step(factors.length ? weights.part(factors[0], t) : 0);
    rects.forEach((box, piece) => {
      const [x, y] = [box.left + origin.x, box.top + origin.y];
      lowest = Math.max(lowest, y + box.height);
      let ink = paints.role(isQuiet ? "faint" : "ink");
      if (factors.length === 2) {
        const other = text.step(weights.part(factors[1], t));
        if (step) rect(x, y, box.width, 6, paints.strength(factors[0], step));
        if (other) rect(x, y + box.height - 6, box.width, 6, paints.strength(factors[1], other));
      } else if (paint) {
        const [, f, strength] = /^k(\d+)s(\d+)$/.exec(paint) ?? [];
        rect(x, y, box.width, box.height, paints.strength(Number(f), Number(strength)));
        ink = paints.on(Number(f), Number(strength));
      }
      if (shown.asked !== null && weights.unitOf[t] === weights.unitOf[shown.asked]) {
        body.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(box.width)}" height="${round(box.height)}" fill="none" ${paints.role("ink", "stroke")}/>`);
      }
      if (piece > 0) return;
      if (shown.hasNumbers && !factors.length && token.dataset.n) write(token.dataset.n, x, y - 1, 8, paints.role("faint"));
      // Another machine's letters are as wide as this one's.
      const inset = isQuiet ? 4 : 0;
      write(text.name(t), x + inset, y + box.height * 0.72, isQuiet ? 10 : size, ink,
        `textLength="${round(box.width - 2 * inset)}" lengthAdjust="spacingAndGlyphs" font-family="${isQuiet ? MONO : WORDS}"`);
    });
  });
  const width = left + gap + Math.ceil(area.width), height = Math.ceil(lowest + 8), margin = 16;
  const [w, h] = [width + 2 * margin, height + 2 * margin];
  const paper = paints.give("paper", (theme) => theme.paper);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${-margin} ${-margin} ${w} ${h}" role="img" font-family="${MONO}">
<title>${xml(shown.title)}</title>
<desc>${xml(shown.legend)}</desc>
<style>text{white-space:pre;font-variant-numeric:tabular-nums}@media (prefers-color-scheme: dark){${paints.rules}}</style>
<rect x="${-margin}" y="${-margin}" width="${w}" height="${h}" ${paper}/>
${body.join("\n")}
</svg>
`;
}
