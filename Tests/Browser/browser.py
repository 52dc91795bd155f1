"""A page made by `explainer run … --format html`, open in a headless Chromium without a network."""
import base64
import functools
import gzip
import json
import os
import re
import shutil

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


def find_browser():
    """The browser of $CHROMIUM, or the first of the usual names; None where there is none."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "chrome"]
    return next((path for path in (shutil.which(name) for name in names if name) if path), None)


def launch(playwright):
    """The machine's own browser; Playwright brings none."""
    return playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])


def embedded(path, name="document"):
    """The JSON that a page carries under an id, made afresh. A report's document has its explanations' in their places."""
    def data(attribute):
        return [json.loads(one) for one in carried(path, path.stat().st_mtime_ns, attribute)]

    if name == "document" and is_report(path):
        (report,), documents = data('id="report"'), data('class="document"')
        for section in report["sections"]:
            for entry in section["entries"]:
                if entry["outcome"] == "explained":
                    entry["document"] = documents.pop(0)
        assert not documents
        return report
    (value,) = data(f'id="{name}"')
    return value


@functools.lru_cache(maxsize=64)
def carried(path, changed, attribute):
    """The texts of a page's scripts of JSON with an attribute, remembered while the page is as it was `changed`."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf'<script type="application/json" {attribute}>(.*?)</script>', text, re.S)


def is_report(path):
    """Whether a page is the report of a study, not of one explanation."""
    return bool(carried(path, path.stat().st_mtime_ns, 'id="report"'))


class Tab:
    """One page in a browser, and what a reader may do with it; remembers every complaint and every request."""

    def __init__(self, windows, path, **options):
        self.path, self.url, self.problems, self.allowed = path, path.resolve().as_uri(), [], []
        self.windows, self.options = windows, {"viewport": DESKTOP, "color_scheme": "light", "offline": True, **options}
        self.has_scripts = options.get("java_script_enabled", True)
        self.page = windows.lend(self.options)
        self.heard = {"console": self._console, "pageerror": self._exception, "request": self._request}
        for event, hear in self.heard.items():
            self.page.on(event, hear)

    @functools.cached_property
    def document(self):
        """What the page carries; tests may change what they were given."""
        return embedded(self.path)

    def _console(self, message):
        if message.type in ("error", "warning", "assert"):
            self.problems.append(f"console: {message.text}")

    def _exception(self, error):
        self.problems.append(f"exception: {error}")

    def _request(self, request):
        if request.url.split("#")[0] != self.url and not request.url.startswith(("data:", "blob:")):
            self.problems.append(f"request: {request.url[:200]}")

    def close(self, is_whole=True):
        """Ends the visit; what the page complained about and the test did not expect is an error.

        Where the test did not end well, nobody gets the window after it.
        """
        if is_whole:
            # What the page said last comes before this is answered.
            self.page.goto("about:blank")
            for event, hear in self.heard.items():
                self.page.remove_listener(event, hear)
            self.windows.take_back(self.page, self.options)
        else:
            self.windows.give_up(self.page)
        unexpected = [one for one in self.problems if not any(word in one for word in self.allowed)]
        assert not unexpected, unexpected

    def open(self, fragment=""):
        """Goes to the page afresh."""
        if self.page.url != "about:blank":
            self.page.goto("about:blank")
        self.page.goto(self.url + fragment)
        self.settle()
        return self

    def settle(self):
        """Waits until what was asked for is drawn, and what is drawn a frame later too."""
        if self.has_scripts:
            self.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))")

    def js(self, expression, *values):
        """The value of an expression, or of a function of `values`."""
        return self.page.evaluate(expression, *values)

    def move(self, x, y):
        """Moves the mouse; away first, so that the place is entered."""
        self.page.mouse.move(2, 2)
        self.page.mouse.move(x, y)
        self.settle()

    def away(self):
        """Moves the mouse to where nothing is."""
        self.page.mouse.move(2, 2)
        self.settle()

    def click(self, x, y, *modifiers):
        """Clicks, with keys held."""
        for key in modifiers:
            self.page.keyboard.down(key)
        self.page.mouse.click(x, y)
        for key in modifiers:
            self.page.keyboard.up(key)
        self.settle()

    def tap(self, x, y):
        """Touches and lets go."""
        self.page.touchscreen.tap(x, y)
        self.settle()

    def press(self, *keys):
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    @property
    def hash(self):
        """What the address says about the state."""
        return self.js("location.hash")

    @property
    def tip(self):
        """The tooltip: hidden, text, and its sides."""
        return self.js("""(() => { const t = document.getElementById('tip'), b = t.getBoundingClientRect();
          return {hidden: t.hidden, text: t.innerText, left: b.left, right: b.right, top: b.top, bottom: b.bottom}; })()""")

    @property
    def announced(self):
        """What was said last to who listens."""
        return self.js("document.getElementById('live').textContent")

    def box(self, selector, place=0):
        """The sides and the middle of an element, brought into view."""
        return self.js("""([selector, place]) => {
          const element = document.querySelectorAll(selector)[place];
          element.scrollIntoView({block: 'center', inline: 'center'});
          const b = element.getClientRects()[0];
          return {left: b.left, right: b.right, top: b.top, bottom: b.bottom, x: (b.left + b.right) / 2,
                  y: (b.top + b.bottom) / 2, width: b.width};
        }""", [selector, place])

    def shift(self):
        """How much was laid out anew after it had been seen."""
        return self.js("""new Promise(done => { let sum = 0;
          new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
            .observe({type: 'layout-shift', buffered: true});
          setTimeout(() => done(sum), 200); })""")

    def opening(self):
        """Milliseconds until the page was there."""
        return self.js("performance.getEntriesByType('navigation')[0].loadEventEnd")

    def saves(self):
        """What can be saved now: (kind, number of the figure), −1 for all."""
        return self.js("[...document.querySelectorAll('[data-save]:enabled')].map(b => [b.dataset.save, Number(b.dataset.figure)])")

    def saved(self, kind, figure, within=""):
        """The bytes of a file that the page offers, by a button within an element; packed on their way, for some are large."""
        return gzip.decompress(base64.b64decode(self.js("""async ([kind, figure, within]) => {
          const [create, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
          const saved = [];
          URL.createObjectURL = (blob) => { saved.push(blob); return '#'; };
          HTMLAnchorElement.prototype.click = function () { saved.push(this.download); };
          document.querySelector(`${within} [data-save="${kind}"][data-figure="${figure}"]`).click();
          for (let k = 0; k < 500 && saved.length < 2; k += 1) await new Promise(done => setTimeout(done, 20));
          [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [create, click];
          const packed = await new Response(saved[0].stream().pipeThrough(new CompressionStream('gzip'))).blob();
          return await new Promise(done => { const reader = new FileReader();
            reader.onload = () => done(reader.result.split(',')[1]); reader.readAsDataURL(packed); });
        }""", [kind, figure, within])))


def apart(tip, box):
    """Whether a tooltip covers nothing of what it explains."""
    return (tip["left"] >= box["right"] - 0.5 or tip["right"] <= box["left"] + 0.5
            or tip["top"] >= box["bottom"] - 0.5 or tip["bottom"] <= box["top"] + 0.5)
