"""Interactive pages inside a notebook.

A page is a document of its own, so it goes into a frame of its own: nothing of its style or script touches the
notebook or another view. The frame is a sandbox without the notebook's origin: a page holds scripts that came
with a plugin, and these must not be able to act on the notebook server as its user. All the frame and the
notebook can do is tell each other, by messages, how tall the page is and whether the notebook is dark.
"""
from __future__ import annotations

import html
from typing import Callable

#: A page longer than this, in characters, is not put into a notebook: its drawing is, and how to get the
#: page.
LONGEST_PAGE = 16 << 20

# Before the page's own scripts. A frame has no address to keep the state in, so what the page writes there is
# dropped. Observers sleep while a frame is out of sight, messages do not: the notebook answers every height,
# and the page looks again (its height may depend on the frame's). That ends by itself, and after many rounds
# without a reader in any case.
_IN_FRAME = """<style>html body { padding: 0 8px 16px; }</style>
<script>
(() => {
  for (const name of ["replaceState", "pushState"]) {
    const keep = history[name].bind(history);
    history[name] = (...state) => { try { keep(...state); } catch { /* no address here */ } };
  }
  let told = 0, rounds = 0, width = 0, set = "";
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told || rounds > 40) return;
    told = height;
    rounds += 1;
    parent.postMessage({ explainerFrame: { height } }, "*");
  };
  const afresh = () => { rounds = 0; };
  for (const input of ["pointerdown", "keydown", "wheel"]) addEventListener(input, afresh, { passive: true });
  addEventListener("resize", () => { if (width !== innerWidth) { width = innerWidth; afresh(); } });
  let isReady = false, wanted = "";
  const paint = () => {
    const data = document.documentElement.dataset;
    // Not before the page's own script, which starts with the system's; and what its reader has chosen stays.
    if (!isReady || wanted === set || (data.theme ?? "") !== set) return;
    data.theme = set = wanted;
    // The page draws its colours anew after a print, too.
    dispatchEvent(new Event("afterprint"));
  };
  addEventListener("DOMContentLoaded", () => {
    isReady = true;
    paint();
    new ResizeObserver(tell).observe(document.documentElement);
    parent.postMessage({ explainerFrame: { started: true } }, "*");
  });
  addEventListener("message", (event) => {
    const said = event.data?.explainerNotebook;
    if (event.source !== parent || !said) return;
    if (said.asks) told = 0;
    tell();
    wanted = said.theme ?? wanted;
    paint();
  });
})();
</script>"""

# Once a notebook, however many views: gives frames their heights, and tells them whether the notebook is
# dark.
_IN_NOTEBOOK = """<script>
(() => {
  if (window.explainerFrames) { window.explainerFrames.greet(); return; }
  const frames = () => document.querySelectorAll("iframe.explainer-frame");
  const theme = (element) => {
    for (; element; element = element.parentElement) {
      const numbers = getComputedStyle(element).backgroundColor.match(/[\\d.]+/g) ?? [0, 0, 0, 0];
      const [r, g, b, a = 1] = numbers.map(Number);
      if (a > 0.5) return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
    }
    return getComputedStyle(document.documentElement).colorScheme === "dark" ? "dark" : "light";
  };
  const say = (frame, what) => frame.contentWindow?.postMessage({ explainerNotebook: what }, "*");
  const greetOne = (frame) => say(frame, { asks: true, theme: theme(frame.parentElement) });
  const greet = () => {
    // What stands in for frames where there are no scripts.
    document.querySelectorAll(".explainer-plain").forEach((element) => element.remove());
    frames().forEach(greetOne);
  };
  addEventListener("message", (event) => {
    const said = event.data?.explainerFrame;
    const frame = said && [...frames()].find((one) => one.contentWindow === event.source);
    if (!frame) return;
    if (said.started) greetOne(frame);
    const height = Number(said.height);
    if (!(height > 0)) return;
    frame.style.height = `${Math.min(Math.max(height, 80), 20000)}px`;
    say(frame, {});
  });
  const watch = new MutationObserver(() => { greet(); setTimeout(greet, 400); });
  const attributeFilter = ["class", "style", "data-theme", "data-jp-theme-name", "data-vscode-theme-kind"];
  for (const element of [document.documentElement, document.body]) watch.observe(element, { attributeFilter });
  window.explainerFrames = { greet };
  greet();
})();
</script>"""

_FRAME_STYLE = "display:block;width:100%;height:640px;border:0;background:transparent"


def embedded(page: str, title: str, said: str, text: str, drawing: Callable[[], str]) -> str:
    """HTML for a cell: the page in its frame.

    - `title`: what the frame is called to who cannot see it
    - `said`: a sentence above it; empty for none
    - `text`: what a terminal shows; stands there where frames and scripts are taken out (a notebook that is not
      trusted, GitHub's preview)
    - `drawing`: an SVG to show where the page is too long for a notebook
    """
    above = f"<p><small>{html.escape(said)}</small></p>\n" if said else ""
    if len(page) > LONGEST_PAGE:
        return (
            f"{above}<p><small>The interactive page has {len(page) / 1e6:.0f} MB, too much for a notebook; "
            "<code>.save('view.html')</code> writes it to a file. This is its drawing.</small></p>\n"
            f'<div style="overflow-x:auto">{drawing()}</div>')
    head = page.find("<head>") + len("<head>")
    own = page[:head] + "\n" + _IN_FRAME + page[head:]
    # Single quotes around it: a page has few of them, and many double ones.
    quoted = own.replace("&", "&amp;").replace("'", "&#39;")
    plain = (
        f'<div class="explainer-plain"><pre>{html.escape(text.rstrip())}</pre>\n'
        "<p><small>The interactive view is shown where the notebook is trusted; run the cell to see it.</small></p>"
        "</div>\n")
    return (
        f'{above}{plain}<iframe class="explainer-frame" title="{html.escape(title)}" '
        f'sandbox="allow-scripts allow-downloads" style="{_FRAME_STYLE}" '
        f"srcdoc='{quoted}'></iframe>\n{_IN_NOTEBOOK}")
