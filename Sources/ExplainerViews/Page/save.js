// Saving: SVG and PNG from the drawings made beside the page, JSON from the document, TSV from a figure's numbers.

const drawings = () => JSON.parse(document.getElementById("drawings").textContent);
const name = (data.entry_point.split("/").pop() || "explanation").replace(/[^\w.-]+/g, "_");

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
function svgOf(index) {
  const parts = drawings().map((svg, place) => ask(figures[place][0], "svg") ?? svg);
  return index < 0 ? stacked(parts.filter(Boolean)) : parts[index];
}

/** The numbers of a figure; a view's as it shows them. */
function tsvOf(index) {
  return figures[index].map((view) => tsv(ask(view, "table") ?? [])).join("\n");
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
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

/** Tab-separated values; tabs and line ends inside labels are written as \t and \n. */
function tsv(rows) {
  const cell = (value) => (typeof value === "string"
    ? value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    : String(value ?? ""));
  return rows.map((row) => `${row.map(cell).join("\t")}\n`).join("");
}

document.getElementById("save").addEventListener("click", async (event) => {
  const button = event.target.closest("[data-save]");
  if (!button) return;
  const index = Number(button.dataset.figure);
  const file = index < 0 ? name : `${name}-${index + 1}`;
  const theme = document.documentElement.dataset.theme;
  switch (button.dataset.save) {
    case "svg": download(themed(svgOf(index), theme), "image/svg+xml", `${file}.svg`); break;
    case "png": download(await png(themed(svgOf(index), isDark() ? "dark" : "light")), "image/png", `${file}.png`); break;
    case "json": download(`${JSON.stringify(data, null, 2)}\n`, "application/json", `${file}.json`); break;
    case "tsv": download(tsvOf(index), "text/tab-separated-values", `${file}.tsv`); break;
  }
  document.getElementById("save").open = false;
});

// Nothing can be drawn of a view that has not started: its numbers stay.
const isDrawn = drawings().map((svg, place) => svg !== null || typeof figures[place][0]?.module?.svg === "function");
for (const button of document.querySelectorAll('[data-save="svg"], [data-save="png"]')) {
  const index = Number(button.dataset.figure);
  button.disabled = index < 0 ? !isDrawn.includes(true) : !isDrawn[index];
}
