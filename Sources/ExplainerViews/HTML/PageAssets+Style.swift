// swift-format-ignore-file
// Made from Page/page.css by Page/generate.py; edit that file.

extension PageAssets {
  /// `Page/page.css`.
  static let style: String = ###"""
:root {
  color-scheme: light dark;
  --words: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", "Noto Sans Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }

* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0; padding: 0 24px 64px; font: 14px/24px var(--words); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

/* Header */
header {
  display: flex; flex-wrap: wrap; gap: 0 24px; align-items: baseline; padding: 12px 0 11px;
  border-bottom: 1px solid var(--hairline);
}
.what { flex: 1 1 320px; min-width: 0; color: var(--faint); overflow-wrap: anywhere; }
h1 { display: inline; font: 600 14px/24px var(--words); margin: 0 8px 0 0; color: var(--ink); }
.what span { margin-right: 8px; }
.asked { color: var(--ink); display: inline-block; max-width: min(72ch, 100%); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.asked bdi { white-space: pre; }
.tools { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
.tools button, .menu summary { font: inherit; color: var(--faint); background: none; border: 0; padding: 0; cursor: pointer; min-width: 16px; }
.tools button:hover, .menu summary:hover { color: var(--ink); }
#find {
  font: inherit; line-height: 22px; width: 15ch; padding: 0 4px; color: var(--ink); background: none;
  border: 0; border-bottom: 1px solid var(--hairline); border-radius: 0;
}
#found { color: var(--faint); font-variant-numeric: tabular-nums; min-width: 3ch; }
#found:empty { display: none; }
.menu { position: relative; }
.menu summary { list-style: none; }
.menu summary::-webkit-details-marker { display: none; }
.panel {
  position: absolute; right: 0; top: 28px; z-index: 4; background: var(--paper); border: 1px solid var(--hairline);
  padding: 8px 16px; width: max-content; max-width: min(88vw, 640px); max-height: 70vh; overflow: auto;
}
.panel table { border-collapse: collapse; }
.panel th { text-align: left; font-weight: 400; padding: 4px 16px 4px 0; vertical-align: top; white-space: nowrap; }
.panel td { padding: 4px 12px 4px 0; vertical-align: top; }
#save .panel th { max-width: 44ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#save .panel td { white-space: nowrap; padding-right: 0; }
#save .panel button { margin-left: 12px; color: var(--ink); text-decoration: underline; text-underline-offset: 3px; text-decoration-color: var(--hairline); }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-right: 8px; background: var(--success); }
.failed > summary, .failed b { color: var(--warning); }
.failed > summary .dot, tr.failed .dot { background: var(--warning); }

/* Figures */
.figure { margin: 40px 0 0; }
h2 { font: 600 16px/24px var(--words); margin: 0 0 8px; max-width: 112ch; text-wrap: pretty; }
.caption, .figure > p, .more { max-width: 80ch; margin: 8px 0 0; }
.caption { color: var(--faint); }
.more { color: var(--faint); }
.more > summary { cursor: pointer; width: max-content; }
.more p { margin: 0 0 8px; color: var(--ink); }
.warning { color: var(--warning); }
.scroll { overflow-x: auto; max-width: 100%; padding: 2px; margin: -2px; }
bdi { unicode-bidi: isolate; }
.tk { font-family: var(--mono); white-space: pre; }
.tk i { font-style: normal; opacity: 0.6; }
b { font-weight: inherit; }
.number, .grid b { font-family: var(--mono); font-size: 12px; font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }

.grid { border-collapse: separate; border-spacing: 1px; margin-left: -1px; }
.grid th { font-weight: 400; padding: 0 8px; white-space: nowrap; font-size: 13px; }
.grid tbody th {
  text-align: right; position: sticky; left: 0; z-index: 1; background: var(--paper); font-variant-numeric: tabular-nums;
  max-width: 22ch; overflow: hidden; text-overflow: ellipsis;
}
.grid thead th { text-align: center; }
.grid.words thead th, .grid thead .axis { text-align: left; }
.grid .axis span { position: sticky; left: 80px; }
.grid .corner, .grid .axis { color: var(--faint); font-size: 12px; line-height: 20px; }
.grid thead th:first-child { text-align: right; position: sticky; left: 0; background: var(--paper); z-index: 1; }
.grid.upright thead tr:last-child th { vertical-align: bottom; padding: 4px 0; }
.grid.upright thead tr:last-child bdi { writing-mode: vertical-rl; rotate: 180deg; max-height: 18ch; overflow: hidden; }
.grid td { padding: 0; height: 26px; font-size: 13px; cursor: default; position: relative; }
.grid td > span { display: flex; justify-content: center; gap: 8px; padding: 0 7px; line-height: 24px; align-items: baseline; }
.grid.words td > span { justify-content: space-between; }
.grid td bdi { max-width: 16ch; overflow: hidden; text-overflow: ellipsis; }
.mark::after, .outline { content: ""; position: absolute; inset: 0; border: 2px solid var(--ink); pointer-events: none; }

.cells { position: relative; cursor: crosshair; }
.cells canvas { display: block; width: 100%; height: 100%; }

.strip { max-width: 104ch; line-height: 28px; font-size: 13px; overflow-wrap: anywhere; }
.tok { padding: 3px 0; cursor: default; border-right: 1px solid var(--paper); position: relative; }
/* A tick under each token's end: pieces join without a gap, and can still be told apart. */
.tok::after { content: ""; position: absolute; right: -1px; bottom: 0; height: 4px; border-right: 1px solid var(--faint); }
.tok.new { font-weight: 600; box-shadow: 0 2px 0 var(--ink); }
.numbered { line-height: 40px; padding-top: 8px; counter-reset: position -1; }
.numbered .tok { counter-increment: position; }
.numbered .tok::before {
  content: counter(position); position: absolute; left: 0; top: -12px; font: 10px/12px var(--mono); color: var(--faint);
}
.turn { color: var(--faint); margin: 0 6px; }
.series { border: 0; margin: 0 0 8px; padding: 0; display: flex; flex-wrap: wrap; gap: 0 16px; min-width: 0; }
.series label { cursor: pointer; color: var(--faint); }
.series input { position: absolute; opacity: 0; width: 0; }
.series span { border-bottom: 2px solid transparent; padding-bottom: 2px; }
.series input:checked + span { color: var(--ink); border-color: var(--ink); }
.series input:focus-visible + span { outline: 2px solid var(--focus); outline-offset: 2px; }

.bars { border-collapse: collapse; width: 100%; max-width: 800px; }
.bars th { font-weight: 400; text-align: right; padding: 0 8px 0 0; white-space: nowrap; max-width: 24ch; overflow: hidden; text-overflow: ellipsis; font-size: 13px; }
.bars .number { width: 1px; padding-right: 8px; }
.bars .track { width: 90%; border-left: 1px solid var(--faint); padding: 0; }
.track i { display: block; height: 16px; min-width: 1px; }

.plain { border-collapse: collapse; }
.plain th { font-weight: 400; color: var(--faint); text-align: left; padding: 0 24px 0 0; white-space: nowrap; }
.plain th.number { font-family: inherit; font-size: inherit; text-align: right; }
.plain td { padding: 0 24px 0 0; border-top: 1px solid var(--hairline); cursor: default; }

.chart svg { display: block; font-variant-numeric: tabular-nums; }
.chart text { white-space: pre; }
svg .ink { fill: var(--ink); }
svg .faint { fill: var(--faint); }
svg .spaper { stroke: var(--paper); }
svg .sfaint { stroke: var(--faint); }
svg .shair { stroke: var(--hairline); }

.legend { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: center; margin-top: 8px; color: var(--faint); font-size: 12px; line-height: 16px; font-variant-numeric: tabular-nums; }
.legend > span:first-child:not(:only-child) { margin-right: -12px; }
.scale { display: inline-flex; gap: 8px; align-items: center; }
.ramp { display: inline-flex; outline: 1px solid var(--hairline); }
.ramp i { width: 5px; height: 12px; }
.ranks > span { display: inline-block; padding: 0 5px; margin-right: 3px; font-family: var(--mono); font-size: 11px; outline: 1px solid var(--hairline); outline-offset: -1px; }
.outline { position: static; display: inline-block; width: 18px; height: 14px; margin-right: 8px; vertical-align: -2px; }

/* Asking */
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
[role="grid"]:focus-visible, .strip:focus-visible, .chart:focus-visible { outline-width: 1px; }
.asking .cell:not(.kept, .pinned) { opacity: 0.35; }
.asking .dim { opacity: 0.2; }
.finding .cell:not(.hit, .at, .pinned) { opacity: 0.35; }
.at { outline: 2px solid var(--focus); outline-offset: -2px; }
.tok.at, .plain td.at { outline-offset: 1px; }
.tok.at, .tok.pinned { z-index: 1; }
.at::after { border-color: var(--focus); }
.pinned { outline: 3px solid var(--focus); outline-offset: -3px; }
.tok.pinned, .plain td.pinned { outline-offset: 1px; }
circle.at, circle.pinned { outline: none; stroke: var(--focus); stroke-width: 3px; }
.box { position: absolute; pointer-events: none; display: none; }
.box.at, .box.pinned { display: block; min-width: 6px; min-height: 6px; outline-offset: 1px; }
#tip {
  position: fixed; z-index: 5; max-width: min(44ch, 92vw); padding: 6px 10px; font-size: 13px; line-height: 20px;
  background: var(--paper); color: var(--ink); border: 1px solid var(--ink); pointer-events: none; overflow-wrap: anywhere;
}
#tip .where { color: var(--faint); }
#tip .exact { font-family: var(--mono); font-variant-numeric: tabular-nums; }
#tip .tk { white-space: pre-wrap; }
#keys { border: 1px solid var(--hairline); background: var(--paper); color: var(--ink); padding: 16px 24px; max-width: 92vw; }
#keys::backdrop { background: color-mix(in srgb, var(--paper) 60%, transparent); }
#keys th { text-align: left; font-weight: 400; padding: 0 24px 0 0; vertical-align: top; white-space: nowrap; }
kbd { font: 12px var(--mono); border: 1px solid var(--hairline); padding: 0 4px; }
#keys button { font: inherit; margin-top: 8px; }

@media (max-width: 640px) {
  body { padding: 0 16px 48px; }
  .figure { margin-top: 32px; }
  .tools { gap: 4px 20px; }
  .grid tbody th { max-width: 12ch; }
}

@media print {
  :root, :root[data-theme] { color-scheme: light; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { padding: 0; font-size: 10pt; line-height: 14pt; }
  .tools, #tip, .series label:not(:has(:checked)), .more > summary { display: none; }
  .scroll { overflow: visible; }
  .figure { margin-top: 18pt; break-inside: avoid; }
  .asking .cell:not(.kept, .pinned), .asking .dim, .finding .cell:not(.hit, .at, .pinned) { opacity: 1; }
  .grid td > span { padding: 0 4px; line-height: 18px; gap: 4px; }
  .grid td { height: 18px; font-size: 10px; }
  .grid b { font-size: 9px; }
}

"""###
}
