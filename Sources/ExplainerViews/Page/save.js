// Saving: SVG and PNG from the drawings made beside the page, JSON from the document, TSV from a figure's numbers.

function download(content, type, file) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The drawing with the colours the reader chose; it follows the system where nothing was chosen. */
function themed(svg, theme) {
  if (!theme) return svg;
  return svg.replaceAll("@media (prefers-color-scheme: dark)", theme === "dark" ? "@media all" : "@media not all");
}

/** All drawings below each other in one file. */
function stacked(parts) {
  let height = 0, width = 0;
  const placed = parts.map((svg) => {
    const [, w, h] = svg.match(/width="([\d.]+)" height="([\d.]+)"/);
    const part = svg.replace("<svg ", `<svg y="${height}" `);
    height += Number(h);
    width = Math.max(width, Number(w));
    return part;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n`
    + `<style>@media (prefers-color-scheme: dark){svg{background:${palette.dark.paper}}}</style>\n${placed.join("")}</svg>\n`;
}

/** Figures as the program drew them, a plugin's view as it stands now; null where a view that draws itself is not there. */
async function svgOf(sheet, index) {
  const drawings = await sheet.drawings();
  const one = (place) => ask(start(sheet.parts[place])[0], "svg") ?? drawings[place];
  return index < 0 ? stacked(drawings.map((_, place) => one(place)).filter(Boolean)) : one(index);
}

/** The numbers of a figure; a view's as it shows them. */
function tsvOf(sheet, index) {
  return start(sheet.parts[index]).map((view) => tsv(ask(view, "table") ?? [])).join("\n");
}

async function png(svg) {
  const [, width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number);
  // Twice the size, unless browsers would refuse a canvas as large as that.
  const scale = Math.min(2, 16_000 / Math.max(width, height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

/** Tab-separated values; tabs and line ends inside labels are written as \t and \n. */
function tsv(rows) {
  const cell = (value) => (typeof value === "string"
    ? value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    : String(value ?? ""));
  return rows.map((row) => `${row.map(cell).join("\t")}\n`).join("");
}

document.addEventListener("click", async (event) => {
  /** @type {HTMLButtonElement | null} */
  const button = /** @type {Element} */ (event.target).closest?.("[data-save]");
  if (!button) return;
  const index = Number(button.dataset.figure);
  const own = sheets.find(({ element }) => element.contains(button));
  const { sheet, data, name } = own ? { sheet: own, data: own.data, name: outline.name(own) } : outline.whole();
  const file = index < 0 ? name : `${name}-${index + 1}`;
  const theme = document.documentElement.dataset.theme;
  const drawn = async (colours) => themed(await svgOf(sheet, index), colours);
  /** @type {HTMLDetailsElement | null} */
  const menu = button.closest(".menu");
  if (menu) menu.open = false;
  switch (button.dataset.save) {
    case "svg": download(await drawn(theme), "image/svg+xml", `${file}.svg`); break;
    case "png": download(await png(await drawn(isDark() ? "dark" : "light")), "image/png", `${file}.png`); break;
    case "json": download(`${JSON.stringify(data, null, 2)}\n`, "application/json", `${file}.json`); break;
    case "tsv": download(tsvOf(sheet, index), "text/tab-separated-values", `${file}.tsv`); break;
  }
});

/** Nothing can be drawn of a view that has not started: its numbers stay. */
function permit(sheet, menu) {
  const isDrawn = sheet.parts.map((part) => !part.isView || typeof start(part)[0]?.module?.svg === "function");
  for (const button of menu.querySelectorAll('[data-save="svg"], [data-save="png"]')) {
    const index = Number(button.dataset.figure);
    button.disabled = index < 0 ? !isDrawn.includes(true) : !isDrawn[index];
  }
}
if (sheets.length === 1) permit(sheets[0], document);
document.addEventListener("toggle", ({ target }) => {
  const menu = /** @type {HTMLDetailsElement} */ (target);
  const sheet = menu.open && menu.matches(".save") && sheets.find(({ element }) => element.contains(menu));
  if (sheet) permit(sheet, menu);
}, true);
