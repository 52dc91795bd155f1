// Saving from views in frames: what comes out of one is looked at before it becomes a file.

/** A view's table as rows of texts and numbers. */
function rowsOf(value) {
  return arrayOf(value, 1e6).map((row) => arrayOf(row, 1e4).map((cell) => (typeof cell === "number" ? cell : textOf(cell, 1e5))));
}

/** Elements that a saved drawing may have. */
const DRAWN = new Set(("svg g defs style title desc rect circle ellipse line polyline polygon path text tspan textPath use symbol marker "
  + "clipPath mask pattern linearGradient radialGradient stop image").split(" "));

/** A view's drawing if it only draws: a file that is opened elsewhere must run nothing and load nothing; null otherwise. */
function drawingOf(svg) {
  if (typeof svg !== "string") return null;
  const refused = (what) => { console.error(`a view's drawing has ${what}`); return null; };
  if (svg.length > 1e8 || !/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="[\d.]+" height="[\d.]+"[\s>]/.test(svg)) {
    return refused("not its size first");
  }
  if (/<\?|<!(?!--|\[CDATA\[)/.test(svg)) return refused("instructions or entities");
  const drawing = new DOMParser().parseFromString(svg, "image/svg+xml");
  for (const element of drawing.querySelectorAll("*")) {
    if (!DRAWN.has(element.localName)) return refused(`<${element.localName}>`);
    for (const { localName, value } of element.attributes) {
      const isOutside = localName === "href" ? !/^(?:#|data:image\/(?:png|jpeg);)/.test(value) : leads(value);
      if (/^on|^src/i.test(localName) || isOutside) return refused(`${localName}="${value.slice(0, 80)}"`);
    }
    if (element.localName === "style" && leads(element.textContent)) return refused("a style sheet that loads");
  }
  return svg;
}

/** Whether a style loads anything from elsewhere; an escape could hide that it does. */
function leads(css) {
  return /@import|\\|image-set|url\(\s*(?!["']?#)/i.test(css);
}

// A table or a drawing has to come out of the frame before it can be saved: the button is pressed again once it is here.
let isHere = false;
document.addEventListener("click", async (event) => {
  /** @type {HTMLButtonElement | null} */
  const button = /** @type {Element} */ (event.target).closest?.('[data-save]:not([data-save="json"])');
  if (!button || isHere) return;
  const sheet = sheets.find(({ element }) => element.contains(button)) ?? outline.whole().sheet;
  const index = Number(button.dataset.figure);
  const views = (sheet?.parts ?? []).filter((part) => index < 0 || part.index === index)
    .flatMap((part) => start(part)).map((view) => view.module).filter((view) => view instanceof FramedView);
  if (views.length === 0) return;
  event.stopImmediatePropagation();
  await Promise.all(views.map((view) => view.fetch(button.dataset.save === "tsv" ? "table" : "svg")));
  isHere = true;
  button.click();
  isHere = false;
}, true);
