// What the attention views are made of: elements, numbers in words, and the characters of drawings.

/**
 * An element with a class and children.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function make(name, className = "", ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A button in words. */
function makeButton(text, title, act, className = "") {
  const button = make("button", className, text);
  button.type = "button";
  button.title = title;
  button.addEventListener("click", act);
  return button;
}

/** Words with a capital letter. */
const sentenceStart = (words) => `${words[0].toUpperCase()}${words.slice(1)}`;

/** Words as a sentence; empty for none. */
const sentence = (words) => (words ? `${sentenceStart(words)}.` : "");

const round = (value) => Math.round(value * 100) / 100;
const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** The class of a head's hue: by its true number, so that it means the same wherever it is shown. */
const hueOf = (number) => ((number % 16) + 16) % 16;

/**
 * `value` with as many digits as are true of a half-precision number: three, none of them by exponent.
 */
function digits(value, page) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 5e-7) return "<0.000001";
  return page.fixed(value, placesOf(size));
}

/** Decimals that show three digits of `size`, as it is when rounded to them. */
const placesOf = (size) => clamp(2 - Math.floor(Math.log10(Number(size.toPrecision(3)))), 0, 6);

/** How to print numbers of one column: all with the decimals that the greatest has. */
function digitsAlike(values, page) {
  const most = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  // Shares have three decimals even beside one that is whole.
  const places = most < 5e-7 ? 6 : most < 2 ? Math.max(3, placesOf(most)) : placesOf(most), least = 10 ** -places;
  return (value) => (value !== 0 && Math.abs(value) < least / 2 ? `<${page.fixed(least, places)}` : page.fixed(value, places));
}

/** The context of a canvas: there is one, as nothing else was asked of it before. */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** A context of a canvas as large as `width` by `height` on the page, as sharp as the screen, and empty. */
function canvasOf(canvas, width, height) {
  const most = 16_000;
  const ratio = Math.min(devicePixelRatio || 1, most / Math.max(1, width), most / Math.max(1, height));
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  const context = contextOf(canvas);
  context.setTransform(w / Math.max(1, width), 0, 0, h / Math.max(1, height), 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
