// The head view as a drawing: tiles, tokens, lines and bars as they stand at the left, all pairs at the right.

/** The most cells that are drawn as such; beyond, they are one bitmap. */
const DRAWN_CELLS = 4096;

class HeadPicture {
  /** @type {number} */ seen;

  /** @type {number} */ top;
  /** @type {string[]} */ said;

  /** @param {AttentionHeadView} view */
  constructor(view) {
    this.view = view;
    this.drawing = new Drawing(view.page.palette);
    this.asked = view.selection.asked;
    this.words = `font-family="${WORDS_FONT}"`;
    const { field } = view;
    this.geometry = field.geometry ?? { x1: 120, x2: 360, width: 480, left: [0, 120], right: [360, 120] };
    // Where the columns scroll, what is seen of them.
    this.scroll = field.isScrolled ? field.element.scrollTop : 0;
    this.seen = field.isScrolled ? field.element.clientHeight : field.height;
  }

  get svg() {
    const { view, drawing, geometry } = this, { map } = view;
    drawing.text(view.figure.title, 0, 14, 15, drawing.role("ink"), `font-weight="600" ${this.words}`);
    this.top = this.tiles(this.description()) + 16;
    this.marks();
    this.tokens();
    const left = geometry.width + 40;
    this.cells(left);
    this.frames(left);
    return drawing.finish({
      title: view.figure.title, description: this.said.join("; "),
      width: Math.max(left + map.width, 640), height: this.top + Math.max(this.seen, map.height),
    });
  }

  /** What is shown, in words, over several lines; where they end. */
  description() {
    const { view, drawing } = this, { reading, choices, pattern } = view;
    this.said = [
      `layer ${pattern.layer}`, choices.filter.id === "all" ? choices.block.label : choices.filter.label,
      reading.headWords, WEIGHTS[choices.mode].label,
      choices.scale.words(overlapping(reading, this.asked, choices.scale)), ...choices.notes(pattern),
      this.asked.isAny ? reading.lines(this.asked).slice(1).map(([, text]) => text).filter(Boolean).join(", ") : view.hintWords,
    ].filter(Boolean);
    /** @type {string[]} */
    const lines = [];
    for (const part of this.said) {
      if (lines.length && lines[lines.length - 1].length + part.length < 110) lines[lines.length - 1] += ` · ${part}`; else lines.push(part);
    }
    lines.forEach((line, n) => drawing.text(line, 0, 36 + n * 16, 12, drawing.role("faint"), this.words));
    return 36 + lines.length * 16;
  }

  tiles(top) {
    const { view: { tiles, pattern }, drawing } = this;
    if (pattern.isRollout) return top;
    tiles.heads.forEach((head, n) => {
      const [x, y] = [n % 20 * 24, top + Math.floor(n / 20) * 22], isOn = tiles.active.has(head);
      const paint = isOn ? drawing.hue(head) : `fill="none" ${drawing.role("faint", "stroke")} stroke-width="0.5"`;
      drawing.rect(x, y, 22, 20, paint, `data-head="${head}" data-on="${isOn}"`);
      drawing.text(head, x + 11, y + 14, 11, drawing.role(isOn ? "paper" : "faint"), 'text-anchor="middle"');
    });
    return top + Math.ceil(tiles.heads.length / 20) * 22;
  }

  /** Where the middle of a row is. */
  y(place) {
    return this.top + (place + 0.5) * this.view.field.pitch - this.scroll;
  }

  isSeen(place) {
    return this.y(place) > this.top && this.y(place) < this.top + this.seen;
  }

  marks() {
    const { view: { reading, choices: { scale }, field: { pitch } }, drawing, geometry, asked } = this;
    drawing.add('<g data-part="bars">');
    eachBar(reading, asked, scale, (side, place, slot, slots, opacity, hue) => {
      if (!this.isSeen(place)) return;
      const [x, width] = geometry[side];
      drawing.rect(
        x + slot / slots * width, this.y(place) - pitch / 2 + 1, width / slots, pitch - 2, drawing.hue(hue),
        `fill-opacity="${round(opacity)}"`);
    });
    drawing.add("</g>");
    drawing.add('<g data-part="lines">');
    drawing.lines((add) => eachLine(reading, asked, scale, (i, j, opacity, hue, shift) => {
      if (!this.isSeen(i) || !this.isSeen(j)) return;
      add(geometry.x1 + 4, this.y(i) + shift, geometry.x2 - 4, this.y(j) + shift, opacity, hue);
    }), scale.width(reading.heads.length));
    drawing.add("</g>");
  }

  tokens() {
    const { view: { pattern } } = this;
    for (const [side, units] of [["left", pattern.queries], ["right", pattern.keys]]) {
      units.forEach((unit, place) => { if (this.isSeen(place)) this.token(side, units, unit, place); });
    }
  }

  token(side, units, unit, place) {
    const { view: { field: { pitch }, secondStart, pattern }, drawing, asked } = this, [x, width] = this.geometry[side], y = this.y(place);
    const places = (side === "left" ? asked.queries : asked.keys) ?? [], hasBars = asked[side] !== null;
    if (places.includes(place)) {
      const stroke = asked.pins[side].includes(place) ? 2 : 1;
      drawing.rect(x + 1, y - pitch / 2 + 1, width - 2, pitch - 2, this.frame, `stroke-width="${stroke}"`);
    }
    // A line between two sentences.
    if (place > 0 && secondStart !== null && unit.first >= secondStart && units[place - 1].first < secondStart) {
      drawing.rect(x, y - pitch / 2, width, 1, drawing.role("faint"));
    }
    const name = `${unit.lead}${unit.name}`, left = side === "left" ? x + width - 8 : x + 8, base = y + 4.5;
    const set = `text-anchor="${side === "left" ? "end" : "start"}" unicode-bidi="isolate"`;
    // Over bars names have a rim of paper, so that they can be read.
    const rim = `fill="none" ${drawing.role("paper", "stroke")}`;
    if (hasBars) drawing.text(name, left, base, 13, rim, `${set} stroke-width="3" stroke-linejoin="round" aria-hidden="true"`);
    const isUnseen = (side === "left" ? asked.keys && pattern.unseeingQueries(asked.keys) : asked.queries && pattern.unseenKeys(asked.queries))?.includes(place);
    const paint = drawing.role((unit.isSpecial && !hasBars) || isUnseen ? "faint" : "ink");
    drawing.text(name, left, base, 13, paint, `${set} data-side="${side}" data-place="${place}"`);
  }

  get frame() {
    return `fill="none" ${this.drawing.role("ink", "stroke")}`;
  }

  /** The mean of the active heads, as a matrix. */
  cells(left) {
    const { view: { pattern, page, map, reading, mapWords, choices: { scale } }, drawing, top } = this;
    const { cell } = map, { rows, columns } = pattern, { mean } = reading;
    drawing.text(`${mapWords}, 0 to ${digits(map.top, page)}`, left, top - 4, 12, drawing.role("faint"), this.words);
    if (rows * columns > DRAWN_CELLS) this.bitmap(left);
    else {
      for (let i = 0; i < rows; i += 1) {
        for (let j = 0; j < columns; j += 1) {
          const opacity = scale.cell(mean[i * columns + j], map.top), isMasked = pattern.isMasked(i, j);
          if (!isMasked && !(opacity > 0)) continue;
          const paint = isMasked ? drawing.role("faint") : drawing.magnitude(opacity);
          drawing.rect(left + j * cell, top + i * cell, cell, cell, paint, isMasked ? 'fill-opacity="0.14"' : "");
        }
      }
    }
    drawing.rect(left - 0.5, top - 0.5, map.width + 1, map.height + 1, `fill="none" ${drawing.role("faint", "stroke")}`, 'stroke-width="0.5"');
  }

  /** The same bitmap in both themes, of which one is seen. */
  bitmap(left) {
    const { view: { pattern, page, map, reading, choices: { scale } }, drawing, top } = this;
    for (const theme of ["light", "dark"]) {
      const colours = page.palette[theme], isDark = theme === "dark";
      const image = matrixImage(reading.mean, pattern.rows, pattern.columns, {
        opacity: (value) => scale.cell(value, map.top), ramp: colours.m,
        isMasked: pattern.hasMask ? (i, j) => pattern.isMasked(i, j) : null,
        maskColour: mixed(colours.faint, colours.paper, 0.14), most: 1024,
      });
      drawing.dark.set(`in-${theme}`, `display:${isDark ? "inline" : "none"}`);
      drawing.add(`<image class="in-${theme}"${isDark ? ' display="none"' : ""} x="${round(left)}" y="${round(top)}" width="${round(map.width)}" height="${round(map.height)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${image.toDataURL("image/png")}"/>`);
    }
  }

  /** Frames round the rows, the columns or the cells that are asked about. */
  frames(left) {
    const { view: { map }, drawing, top, asked: { queries, keys } } = this, { cell } = map, thick = Math.max(3, cell);
    const frame = (i, j, width, height) => drawing.rect(left + j * cell, top + i * cell, width, height, this.frame);
    if (queries && keys) for (const i of queries) for (const j of keys) frame(i, j, thick, thick);
    else {
      for (const i of queries ?? []) frame(i, 0, map.width, thick);
      for (const j of keys ?? []) frame(0, j, thick, map.height);
    }
  }
}
