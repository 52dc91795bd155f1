#!/usr/bin/env python3
"""Drives pages made by `explainer run … --format html` in a real browser, as a reader would.

    python3 Tests/Browser/page_test.py FILE.html…

Checks for every file: no error on the console, no request but the file itself, nothing shifts while it loads; every
figure answers the mouse with the exact number and never covers what it explains; keyboard, pin, Escape, touch,
search; the address restores what was pinned; dark differs from light; saved SVG is well-formed, PNG is PNG, JSON is
the document, TSV has the figure's rows; a narrow screen does not scroll sideways. Exit code 0: all held; 1: not;
77: no browser on this machine.
"""
import base64
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
from devtools import Browser, find_browser  # noqa: E402

# Where cell (r, c) of figure i is, by type of figure; scrolled into view.
LOCATE = """((i, r, c) => {
  const section = document.querySelectorAll('section.figure')[i], kind = section.dataset.kind;
  const canvas = section.querySelector('.cells');
  let box;
  if (canvas) {
    const d = canvas.dataset, s = Number(d.size);
    canvas.parentElement.scrollLeft = Number(d.left) + c * s - canvas.parentElement.clientWidth / 2;
    scrollTo(0, canvas.getBoundingClientRect().top + scrollY + Number(d.top) + r * s - innerHeight / 2);
    const area = canvas.getBoundingClientRect();
    box = new DOMRect(area.left + Number(d.left) + c * s, area.top + Number(d.top) + r * s, s, s);
  } else {
    const find = {
      matrix: () => section.querySelector('.grid').tBodies[0].rows[r].cells[c + 1],
      tokens: () => section.querySelectorAll('.tok')[c],
      bars: () => section.querySelector('.bars').rows[r].cells[1],
      table: () => section.querySelector('.plain').tBodies[0].rows[r].cells[c],
      lines: () => section.querySelectorAll('circle')[c],
    }[kind];
    const cell = find();
    cell.scrollIntoView({block: 'center', inline: 'center'});
    box = cell.getBoundingClientRect();
  }
  const same = {matrix: () => section.querySelector('.grid')?.tBodies[0].rows[r].cells[c + 1].querySelector('b'),
    bars: () => section.querySelector('.bars').rows[r].cells[1]}[kind];
  return {printed: (same && same()?.textContent) || '', left: box.left, right: box.right, top: box.top, bottom: box.bottom,
          x: box.left + Math.min(box.width, 40) / 2, y: (box.top + box.bottom) / 2};
})(%d, %d, %d)"""

TIP = """(() => { const t = document.getElementById('tip'), b = t.getBoundingClientRect();
  return {hidden: t.hidden, text: t.innerText, left: b.left, right: b.right, top: b.top, bottom: b.bottom}; })()"""


def cells(figure):
    """Cells of a figure that hold a number, as (r, c, value)."""
    kind = figure["type"]
    if kind == "matrix":
        return [(r, c, v) for r, row in enumerate(figure["values"]) for c, v in enumerate(row) if v is not None]
    if kind == "tokens":
        weights = figure["series"][0]["weights"] if figure.get("series") else [None] * len(figure["tokens"])
        return [(0, c, v) for c, v in enumerate(weights)]
    if kind == "bars":
        return [(r, 0, bar["value"]) for r, bar in enumerate(figure["bars"])]
    if kind == "table":
        return [(r, c, cell["number"]) for r, row in enumerate(figure["rows"]) for c, cell in enumerate(row)
                if isinstance(cell, dict) and "number" in cell]
    if kind == "lines":
        return [(0, c, v) for c, v in enumerate(v for v in figure["lines"][0]["values"] if v is not None)]
    return []


class PageTest:
    """All checks of one file."""

    def __init__(self, browser, path):
        self.browser, self.path, self.url, self.failures = browser, path, path.resolve().as_uri(), []

    def expect(self, condition, what):
        if not condition:
            self.failures.append(what)

    def run(self):
        browser = self.browser
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
        browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=800, deviceScaleFactor=1, mobile=False)
        self.load("")
        self.document = json.loads(browser.js("document.getElementById('document').textContent"))
        self.figures = [(i, figure) for i, figure in enumerate(self.document["figures"]) if cells(figure)]
        self.loading()
        for index, figure in self.figures:
            self.mouse(index, figure)
        for index, figure in self.figures:
            self.keyboard(index, figure)
        self.address()
        self.search()
        self.themes()
        self.saving()
        self.narrow()
        self.quiet()
        return self.failures

    def load(self, fragment):
        self.browser.open(self.url + fragment)

    def quiet(self):
        """No errors, no requests but the file."""
        for event in self.browser.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                self.expect(False, f"exception: {params['exceptionDetails'].get('exception', params)}")
            elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                self.expect(False, f"console: {params['args']}")
            elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                self.expect(False, f"log: {params['entry']['text']}")
            elif method == "Network.requestWillBeSent":
                address = params["request"]["url"]
                self.expect(address.split("#")[0] == self.url or address.startswith(("data:", "blob:")),
                            f"request: {address[:200]}")

    def loading(self):
        shift = self.browser.js(
            "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) "
            "sum += e.value; }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 200); })")
        self.expect(shift < 0.001, f"layout shifted by {shift}")
        ready = self.browser.js("performance.getEntriesByType('navigation')[0].loadEventEnd")
        print(f"  open: {ready:.0f} ms")
        self.expect(ready < 3000, f"opening took {ready:.0f} ms")

        # The script colours strips anew; its steps have to be the program's.
        written = re.findall(r'class="tok ?([^"]*)"', self.path.read_text(encoding="utf-8"))
        drawn = self.browser.js("[...document.querySelectorAll('.tok')].map(t => [...t.classList]"
                                ".filter(c => c !== 'tok' && c !== 'cell').sort().join(' '))")
        self.expect([" ".join(sorted(names.split())) for names in written] == drawn, "the script colours otherwise")

    def tip(self):
        return self.browser.js(TIP)

    def mouse(self, index, figure):
        known = cells(figure)
        for r, c, value in {known[0], known[len(known) // 2], known[-1]}:
            box = self.browser.js(LOCATE % (index, r, c))
            self.browser.mouse(2, 2)
            self.browser.mouse(box["x"], box["y"])
            tip = self.tip()
            where = f"figure {index} ({figure['type']}), cell {r},{c}"
            self.expect(not tip["hidden"], f"{where}: no tooltip")
            if value is not None:
                texts = self.browser.js(f"[String({json.dumps(value)}), Number(({json.dumps(value)} * 100)"
                                        ".toPrecision(12)) + '%']")
                shown = tip["text"].replace(",", "").replace("−", "-")
                exact = any(text in shown for text in texts) or value == 0
                self.expect(exact, f"{where}: neither of {texts} is in {tip['text']!r}")
            # The script's own numbers are printed as the program's are.
            self.expect(box["printed"] in tip["text"], f"{where}: {box['printed']!r} is not in {tip['text']!r}")
            apart = (tip["left"] >= box["right"] - 0.5 or tip["right"] <= box["left"] + 0.5
                     or tip["top"] >= box["bottom"] - 0.5 or tip["bottom"] <= box["top"] + 0.5)
            self.expect(apart, f"{where}: the tooltip covers its cell")
        self.browser.mouse(2, 2)
        self.expect(self.tip()["hidden"], f"figure {index}: the tooltip stays after the mouse has left")
        slow = self.browser.js("""((i) => {
          const element = document.querySelectorAll('section.figure')[i].querySelector('[tabindex]');
          const area = element.getBoundingClientRect(), times = [];
          for (let k = 0; k < 60; k += 1) {
            const x = area.left + area.width * (k + 0.5) / 60, y = area.top + area.height * ((k * 7) %% 60 + 0.5) / 60;
            const target = document.elementFromPoint(x, y) ?? element;
            const start = performance.now();
            (element.contains(target) ? target : element).dispatchEvent(new PointerEvent('pointermove',
              {clientX: x, clientY: y, bubbles: true, pointerType: 'mouse'}));
            document.body.offsetHeight;
            times.push(performance.now() - start);
          }
          element.dispatchEvent(new PointerEvent('pointerleave', {pointerType: 'mouse'}));
          times.sort((a, b) => a - b);
          return times[56];
        })(%d)""" % index)
        print(f"  figure {index} ({figure['type']}): hover {slow:.1f} ms (95th percentile of 60)")
        self.expect(slow < 48, f"figure {index}: a hover takes {slow:.1f} ms")

    def keyboard(self, index, figure):
        browser = self.browser
        browser.js(f"document.querySelectorAll('section.figure')[{index}].querySelector('[tabindex]')"
                   ".focus({focusVisible: true})")
        first = self.tip()
        self.expect(not first["hidden"], f"figure {index}: the keyboard brings no tooltip")
        many = len({(r, c) for r, c, _ in cells(figure)}) > 1
        columns = len({c for _, c, _ in cells(figure)})
        browser.key("ArrowDown" if figure["type"] == "bars" or columns == 1 else "ArrowRight")
        second = self.tip()
        self.expect(not many or second["text"] != first["text"], f"figure {index}: arrows do not move")
        self.expect(browser.js("document.getElementById('live').textContent") != "", "nothing is announced")
        self.expect(browser.js("!!document.activeElement.getAttribute('aria-activedescendant')"),
                    f"figure {index}: no active descendant")
        browser.key("Enter")
        self.expect(f"cell={index}." in browser.js("location.hash"), f"figure {index}: Enter does not pin")
        browser.key("Escape")
        self.expect(browser.js("location.hash") == "", f"figure {index}: Escape does not clear the address")
        self.expect(self.tip()["hidden"], f"figure {index}: Escape leaves the tooltip")

    def address(self):
        index, figure = self.figures[-1]
        r, c, _ = cells(figure)[-1]
        box = self.browser.js(LOCATE % (index, r, c))
        self.browser.mouse(box["x"], box["y"], click=True)
        fragment, before = self.browser.js("location.hash"), self.tip()["text"]
        self.expect(f"cell={index}." in fragment, f"a click does not pin: {fragment!r}")
        if not fragment:
            return
        self.browser.mouse(2, 2)
        self.expect(self.tip()["text"] == before and not self.tip()["hidden"], "the pin lets go with the mouse")
        self.quiet()
        self.load(fragment + "&theme=dark")
        self.expect(self.tip()["text"] == before and not self.tip()["hidden"], "the address does not restore the pin")
        self.expect(self.browser.js("document.documentElement.dataset.theme") == "dark", "nor the theme")
        self.quiet()
        self.load("#cell=99.1.1&series0=77&theme=%3Cb%3E&find=")
        self.expect(self.tip()["hidden"], "a wrong address pins something")

    def search(self):
        labels = json.dumps(self.document["figures"], ensure_ascii=False)
        if '"token": "' not in labels:
            return
        wanted = next(word for word in labels.split('"token": "')[1].split('"')[0].replace("\\n", " ").split(" ") + ["e"]
                      if word)
        self.browser.key("/", "/")
        self.expect(self.browser.js("document.activeElement.id") == "find", "/ does not go to the search")
        self.browser.call("Input.insertText", text=wanted)
        self.expect(self.browser.js("document.getElementById('found').textContent").endswith("found"), "no count")
        self.expect(self.browser.js("document.querySelector('.hit') || document.querySelector('.cells') ? 1 : 0"),
                    "nothing found stands out")
        self.browser.key("Enter")
        self.expect(not self.tip()["hidden"], f"search for {wanted!r} leads nowhere")
        self.browser.key("Escape")
        self.expect(self.browser.js("document.getElementById('find').value") == "", "Escape does not clear the search")
        self.expect(self.browser.js("document.querySelectorAll('.hit, .finding').length") == 0, "hits stay")
        self.browser.js("document.activeElement.blur()")
        self.browser.key("?", "?")
        self.expect(self.browser.js("document.getElementById('keys').open"), "? does not list the keys")
        self.browser.key("Escape")

    def themes(self):
        def ground():
            return self.browser.js("getComputedStyle(document.documentElement).backgroundColor")
        light = ground()
        self.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        dark = ground()
        self.expect(light != dark, "dark looks like light")
        self.browser.js("document.getElementById('theme').click()")
        self.expect(ground() == light, "the light theme cannot be chosen")
        self.browser.js("document.getElementById('theme').click(); document.getElementById('theme').click()")
        self.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])

    def saving(self):
        self.browser.js("""globalThis.saved = []; URL.createObjectURL = (blob) => { saved.push(blob); return '#'; };
          HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }; 0""")
        buttons = self.browser.js("[...document.querySelectorAll('[data-save]')].map(b => [b.dataset.save, Number(b.dataset.figure)])")
        for place, (kind, index) in enumerate(buttons):
            content = base64.b64decode(self.browser.js("""(async () => {
              saved.length = 0;
              document.querySelectorAll('[data-save]')[%d].click();
              for (let k = 0; k < 200 && saved.length < 2; k += 1) await new Promise(done => setTimeout(done, 20));
              const bytes = new Uint8Array(await saved[0].arrayBuffer());
              let text = '';
              for (let k = 0; k < bytes.length; k += 32768) text += String.fromCharCode(...bytes.subarray(k, k + 32768));
              return btoa(text);
            })()""" % place))
            where = f"save {kind} of figure {index}"
            if kind == "svg":
                try:
                    root = ElementTree.fromstring(content)
                    self.expect(root.tag == "{http://www.w3.org/2000/svg}svg", f"{where}: root is {root.tag}")
                except ElementTree.ParseError as error:
                    self.expect(False, f"{where}: {error}")
            elif kind == "png":
                self.expect(content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 500, f"{where}: no PNG")
            elif kind == "json":
                self.expect(json.loads(content) == self.document, f"{where}: not the document")
            else:
                self.expect(content.count(b"\n") > 1 and b"\t" in content, f"{where}: {content[:80]!r}")

    def narrow(self):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        self.browser.call("Emulation.setTouchEmulationEnabled", enabled=True)
        self.quiet()
        self.load("")
        width = self.browser.js("document.documentElement.scrollWidth")
        self.expect(width <= 360, f"a screen of 360 pixels scrolls sideways ({width})")
        index, figure = self.figures[0]
        r, c, _ = cells(figure)[0]
        box = self.browser.js(LOCATE % (index, r, c))
        self.browser.tap(box["x"], box["y"])
        self.expect(not self.tip()["hidden"], "a tap brings no tooltip")
        self.expect("cell=" not in self.browser.js("location.hash"), "the first tap pins")
        self.browser.tap(box["x"], box["y"])
        self.expect("cell=" in self.browser.js("location.hash"), "the second tap does not pin")
        self.browser.call("Emulation.setTouchEmulationEnabled", enabled=False)


def main():
    browser_path = find_browser()
    if not browser_path:
        print("page_test: no Chromium on this machine (set CHROMIUM to its path); nothing was tested")
        return 77
    bad = 0
    for path in map(pathlib.Path, sys.argv[1:]):
        print(path.name)
        with Browser(browser_path) as browser:
            failures = PageTest(browser, path).run()
        for failure in failures:
            print(f"  FAILED {failure}")
        bad += bool(failures)
    print("failed" if bad else "all held")
    return 1 if bad or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
