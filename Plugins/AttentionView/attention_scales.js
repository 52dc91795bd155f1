// How full a weight is drawn, and the legend that says so.

class AttentionScale {
  /**
   * `kind`: "readable", or "linear" as bertviz draws: lines by the weight divided by the number of active heads, bars by
   * the weight. `faint`, 0…1: how far faint weights are lifted on the readable scale. `threshold`, 0…1: the part of full
   * strength below which nothing is drawn.
   *
   * @param {{kind: string, faint: number, threshold: number}} choice
   */
  constructor({ kind, faint, threshold }) {
    this.kind = kind;
    this.faint = faint;
    this.threshold = threshold;
    this.power = kind === "linear" ? 1 : 4 ** -faint;
  }

  get isLinear() {
    return this.kind === "linear";
  }

  /** The opacity of a weight by itself: of a cell, or of a bar behind a token. */
  cell(value, top) {
    const part = value / top;
    if (!(part > 0) || part < this.threshold) return 0;
    if (part >= 1) return 1;
    return this.power === 1 ? part : this.power === 0.5 ? Math.sqrt(part) : part ** this.power;
  }

  bar(value, top) {
    return this.cell(value, top);
  }

  /**
   * The opacity of one line of `active` heads' lines, which may lie on each other: linear, each gets its part of it; readable,
   * the many faint ones give way to the few strong ones.
   */
  line(value, top, active) {
    if (this.isLinear) return this.cell(value, top) / Math.max(1, active);
    return this.cell(value, top) ** this.steepness(active);
  }

  /** How much steeper lines are drawn than cells. */
  steepness(active) {
    return 1 + Math.log2(Math.max(1, active)) / 4;
  }

  /** How wide lines are of which `active` heads' may lie side by side. */
  width(active) {
    return this.isLinear ? 2 : clamp(12 / Math.max(1, active), 1.2, 2);
  }

  /** What the scale does, in words. */
  words(active) {
    const over = this.threshold > 0 ? `, nothing below ${Math.round(this.threshold * 100)}%` : "";
    if (this.isLinear) return `linear: lines by weight ÷ ${active} active ${active === 1 ? "head" : "heads"}, bars by weight${over}`;
    const power = this.power * this.steepness(active);
    const words = power === 1 ? "linear" : power === 0.5 ? "by the square root" : `by the weight to the power ${power.toFixed(2)}`;
    return `opacity ${words}${active > 1 ? `, steeper where ${active} heads overlap` : ""}${over}`;
  }

  /** From nothing to `top` in cells, with the two numbers. */
  ramp(page, top) {
    const steps = make("span", "ramp");
    steps.setAttribute("aria-hidden", "true");
    for (let n = 0; n <= 12; n += 1) {
      const step = make("i");
      step.style.background = rampColour(this.cell(n / 12 * top, top));
      steps.append(step);
    }
    return make("span", "scale", make("span", "", "0"), steps, make("span", "", digits(top, page)));
  }

  /** Samples of lines, or of cells where `isCells`, with the weights they stand for. */
  legend(page, top, active, isCells = false) {
    const legend = make("span", "at-scale");
    const said = (value) => page.fixed(value, clamp(1 - Math.floor(Math.log10(value)), 0, 6)).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    for (const part of [0.05, 0.1, 0.25, 0.5, 1]) {
      const sample = make("i", isCells ? "at-sample-cell" : "at-sample");
      if (isCells) sample.style.background = rampColour(this.cell(part * top, top));
      else sample.style.opacity = String(this.line(part * top, top, active));
      legend.append(make("span", "", sample, said(part * top)));
    }
    legend.append(make("span", "at-words", this.words(active)));
    return legend;
  }
}

/** The page's magnitude ramp at `opacity`, in both themes; the page's palette is set when a view begins. */
/** @type {Palette} */
let rampPalette;
function rampColour(opacity) {
  const { light, dark } = rampPalette;
  const at = (ramp) => ramp[Math.round(clamp(opacity, 0, 1) * (ramp.length - 1))];
  return `light-dark(${at(light.m)},${at(dark.m)})`;
}
