"""Windows, sinks, grouped heads and experts on the attention pages: what is drawn and told is what the document and the model's description say."""
import math
import pathlib

import pytest

from attention import Attention, digits, halves, layer
from browser import embedded

# The pages that `run.sh` makes for this, in a folder of their own: the other tests know nothing of sinks and windows.
HEADS = ["gpt_oss-head", "gemma2-head", "modernbert-head"]


class Reach(Attention):
    """What a page is told of what tokens can see, beside its weights."""

    def __init__(self, path):
        document = embedded(path)
        super().__init__(document, next(figure["module"] for figure in document["figures"] if figure.get("module")))
        self.model = document["model"]

    def window(self, l):
        return (self.block.get("window") or [None] * len(self.layers))[l]

    def is_out(self, l, i, j):
        window = self.window(l)
        return self.is_masked(i, j) or (window is not None and abs(i - j) >= window)

    def sink(self, l, h, i):
        queries = self.size()[0]
        return halves(self.block["sink"]["layers"][l])[h * queries + i]

    def experts(self, l, t):
        """[(expert, weight)] of a token; None in a layer without."""
        chosen, weights = (self.block["experts"][name] for name in ("chosen", "weights"))
        if chosen["layers"][l] is None:
            return None
        k = chosen["shape"][2]
        return list(zip(layer(chosen, l)[t * k:(t + 1) * k], layer(weights, l)[t * k:(t + 1) * k]))


@pytest.fixture
def reach_page(request, visit):
    """A page by its name, and what it is told."""
    folder = pathlib.Path(request.config.getoption("--pages")) / "reach"

    def open_page(name, fragment="", **options):
        path = folder / f"{name}.html"
        return visit(path, fragment, **options), Reach(path)
    return open_page


def hatched(tab, side):
    return tab.js("side => [...document.querySelectorAll(`.at-${side} .at-token.at-unseen`)].map(t => Number(t.dataset.place))", side)


@pytest.mark.parametrize("name", HEADS)
def test_windows_are_the_description(reach_page, name):
    """Every layer that has a window says so where it is chosen, with the model's number, and no other does."""
    tab, told = reach_page(name)
    windows = told.model["attention"]["windows"]
    assert any(windows) and [told.window(l) for l in range(len(told.layers))] == [windows[one] for one in told.layers]
    options = tab.js("[...document.querySelector('.at-choice').querySelectorAll('option')].map(o => o.text)")
    assert options == [f"{one} · window of {windows[one]}" if windows[one] else str(one) for one in told.layers]


@pytest.mark.parametrize("name", HEADS)
def test_tokens_out_of_reach(reach_page, name):
    """What a token cannot see, or cannot be seen by, is hatched, and nothing else; a weight there is 0; leaving takes it back."""
    tab, told = reach_page(name)
    for l in range(2):
        tab.open(f"#view0=l{l}")
        queries, keys = told.size()
        for i in {0, queries // 2, queries - 1}:
            out = [j for j in range(keys) if told.is_out(l, i, j)]
            tab.move(*(tab.box(".at-left .at-token", i)[side] for side in "xy"))
            assert (hatched(tab, "left"), hatched(tab, "right")) == ([], out)
            assert all(told.matrix(l, h)[i][j] == 0 for h in range(len(told.heads)) for j in out)
            tab.move(*(tab.box(".at-right .at-token", i)[side] for side in "xy"))
            assert (hatched(tab, "left"), hatched(tab, "right")) == ([q for q in range(queries) if told.is_out(l, q, i)], [])
        tab.away()
        assert not hatched(tab, "left") + hatched(tab, "right")


def test_pair_out_of_reach(reach_page):
    """A pair beyond the window says that it is out of reach and not that its weight is 0; its cell is grey."""
    tab, told = reach_page("gpt_oss-head", "#view0=l0")
    queries, _ = told.size()
    cell = tab.js("document.querySelector('.at-cells').clientHeight") / queries
    box = tab.box(".at-cells")
    colour = """([x, y]) => { const c = document.querySelector('.at-cells'), r = c.width / c.clientWidth;
      return [...c.getContext('2d').getImageData(Math.round(x * r), Math.round(y * r), 1, 1).data].join(); }"""
    tab.allowed.append("willReadFrequently")
    grey = {tab.js(colour, [(j + 0.5) * cell, (i + 0.5) * cell]) for i in range(queries) for j in range(queries) if told.is_out(0, i, j)}
    seen = {tab.js(colour, [(j + 0.5) * cell, (i + 0.5) * cell]) for i in range(queries) for j in range(queries) if not told.is_out(0, i, j)}
    assert len(grey) == 1 and not grey & seen
    tab.move(box["left"] + cell / 2, box["top"] + (queries - 0.5) * cell)
    assert f"out of reach: beyond the window of {told.window(0)} tokens" in tab.tip["text"]


@pytest.mark.parametrize("l", [0, 1])
def test_sink(reach_page, l):
    """The sink is the last key, with 1 − the sum of the row of each head: in the tooltip, the list and the table."""
    tab, told = reach_page("gpt_oss-head", f"#view0=l{l}.h1")
    queries, keys = told.size()
    names = tab.js("[...document.querySelectorAll('.at-right .at-token')].map(t => t.textContent)")
    assert len(names) == keys + 1 and names[-1] == "sink"
    box = tab.box(".at-cells")
    cell = tab.js("document.querySelector('.at-cells').clientHeight") / queries
    for i in range(queries):
        share = told.sink(l, 1, i)
        row = told.matrix(l, 1)[i]
        assert share == pytest.approx(1 - math.fsum(row), abs=2 ** -11 * len(row))
        tab.move(box["left"] + (keys + 0.5) * cell, box["top"] + (i + 0.5) * cell)
        assert "→ sink" in tab.tip["text"] and f"{digits(share)}, what goes to no token" in tab.tip["text"]
    tab.away()
    rows = [line.split("\t") for line in tab.saved("tsv", 0).decode().splitlines()]
    sinks = [row for row in rows[1:] if row[4] == "sink"]
    assert [row[3] for row in sinks] == [""] * queries
    assert [float(row[-1]) for row in sinks] == pytest.approx([told.sink(l, 1, i) for i in range(queries)], rel=1e-3)
    # A row of weights and its sink are a whole.
    for i in range(queries):
        assert math.fsum(float(row[-1]) for row in rows[1:] if row[1] == str(i)) == pytest.approx(1, abs=0.01)


def test_sink_is_special(reach_page):
    """Where special tokens are hidden so is the sink, and what went there is said; rescaled rows are whole without it."""
    tab, told = reach_page("gpt_oss-head", "#view0=l1.h0.rescaled")
    _, keys = told.size()
    assert "sink" not in tab.js("[...document.querySelectorAll('.at-right .at-token')].map(t => t.textContent)")
    assert "“sink”" in tab.js("document.querySelector('.at-notes').textContent")
    rows = [line.split("\t") for line in tab.saved("tsv", 0).decode().splitlines()][1:]
    last = max(int(row[1]) for row in rows)
    assert math.fsum(float(row[-1]) for row in rows if int(row[1]) == last) == pytest.approx(1, abs=2e-3)


def test_experts(reach_page):
    """A token asked about has its experts with their weights beside the picture and in the tooltip; none asked about, all tokens."""
    tab, told = reach_page("gpt_oss-head")
    for l in range(len(told.layers)):
        tab.open(f"#view0=l{l}")
        counts = {}
        for t in range(told.size()[0]):
            expected = told.experts(l, t)
            for expert, _ in expected:
                counts[int(expert)] = counts.get(int(expert), 0) + 1
            tab.move(*(tab.box(".at-left .at-token", t)[side] for side in "xy"))
            listed = tab.js("[...document.querySelectorAll('.ah-experts tbody tr')].map(r => [...r.cells].map(c => c.textContent)).filter(r => r.length > 1)")
            assert listed == [[str(int(expert)), digits(weight)] for expert, weight in expected]
            assert ", ".join(f"{int(expert)} ({digits(weight)})" for expert, weight in expected) in tab.tip["text"]
        tab.away()
        listed = tab.js("[...document.querySelectorAll('.ah-experts tbody tr')].map(r => [...r.cells].map(c => c.textContent)).filter(r => r.length > 1)")
        assert {int(row[0]): int(row[1]) for row in listed} == counts
    assert tab.shift() < 0.01


@pytest.mark.parametrize("name", ["gpt_oss-model", "modernbert-model"])
def test_thumbnails(reach_page, name):
    """Masked dots of thumbnails are what their layer cannot see; rows of layers with windows say how far these reach."""
    tab, told = reach_page(name)
    tab.page.wait_for_timeout(300)
    tab.allowed.append("willReadFrequently")
    queries, keys = told.size()
    for l in range(len(told.layers)):
        pixels = tab.js("""l => { const c = document.querySelectorAll('.am-row')[l + 1].querySelectorAll('canvas')[0];
          const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, out = [];
          for (let y = 0; y < c.height; y += 1) out.push(Array.from({length: c.width}, (_, x) => d.slice((y * c.width + x) * 4, (y * c.width + x) * 4 + 3).join()));
          return out; }""", l)
        assert len(pixels) == queries and len(pixels[0]) == keys + (1 if "sink" in told.block else 0)
        out = {pixels[i][j] for i in range(queries) for j in range(keys) if told.is_out(l, i, j)}
        seen = {pixels[i][j] for i in range(queries) for j in range(keys) if not told.is_out(l, i, j)}
        assert len(out) <= 1 and not out & seen
        mark = tab.js("l => document.querySelectorAll('.am-layer')[l].querySelector('.am-window')?.textContent ?? ''", l)
        assert mark == (f"◂{told.window(l)}" if told.window(l) else "")
    assert ("window" in tab.js("document.querySelector('.at-legend').textContent")) == any(told.block["window"])


@pytest.mark.parametrize("name", ["gpt_oss-head", "gpt_oss-model", "gpt_oss-neuron"])
def test_key_heads(reach_page, name):
    """Heads that share a head of keys say which: the description's numbers of both."""
    tab, told = reach_page(name)
    heads, keys = told.model["heads"], told.model["key_heads"]
    assert told.block["key_heads"] == [head * keys // heads for head in told.heads]
    names = {
        "gpt_oss-head": "[...document.querySelectorAll('.at-tile')].map(t => t.ariaLabel.replace('head ', ''))",
        "gpt_oss-model": "[...[...document.querySelectorAll('.am-row')][1].querySelectorAll('.am-cell:not(.am-mean)')].map(c => c.ariaLabel.split('· head ')[1])",
        "gpt_oss-neuron": "[...[...document.querySelectorAll('.at-choice')].find(c => c.firstChild.textContent === 'Head').querySelectorAll('option')].map(o => o.text)",
    }
    assert tab.js(names[name]) == [f"{head} (key head {head * keys // heads})" for head in told.heads]


@pytest.mark.parametrize("name", ["gpt_oss-neuron", "gemma2-neuron", "t5_v1_1-neuron", "bloom-neuron"])
def test_softmax_of_steps(reach_page, name):
    """The softmax that the steps show is the attention as run: with windows, caps, sinks and what positions add, in every layer and head."""
    tab, told = reach_page(name)
    queries, _ = told.size()
    sinks = 0
    for l in range(len(told.layers)):
        for h, head in enumerate(told.heads):
            tab.open(f"#view0=l{told.layers[l]}.head{head}.q{queries - 1}.steps")
            rows = [line.split("\t") for line in tab.saved("tsv", 0).decode().splitlines()]
            at = {column: n for n, column in enumerate(rows[0])}
            seen = [j for j in range(told.size()[1]) if not told.is_out(l, queries - 1, j)]
            assert [int(row[at["key_position"]]) for row in rows[1:] if row[at["key_position"]]] == seen
            assert ("position_score" in at) == ("added" in told.block)
            for row in rows[1:]:
                bound = 2e-3 + max(abs(float(one[at["sum"]])) for one in rows[1:]) * 2 ** -9
                assert float(row[at["softmax"]]) == pytest.approx(float(row[at["weight"]]), abs=bound)
                if not row[at["key_position"]]:
                    sinks += 1
                    assert float(row[at["weight"]]) == pytest.approx(told.sink(l, h, queries - 1), abs=1e-6)
    assert sinks == (len(told.layers) * len(told.heads) if "sink" in told.block else 0)


@pytest.mark.parametrize("name", ["gpt_oss-head", "gpt_oss-model", "gpt_oss-neuron", "t5_v1_1-neuron"])
def test_drawings(reach_page, name):
    """The page draws what it shows as SVG without a complaint, and says there what windows and sinks are."""
    tab, told = reach_page(name)
    drawing = tab.saved("svg", 0).decode()
    assert drawing.startswith("<svg") and "NaN" not in drawing and "undefined" not in drawing
    if name != "t5_v1_1-neuron":
        assert "sink" in drawing and "window" in drawing


def test_phone(reach_page):
    """On a phone the page is no wider than the screen."""
    tab, _ = reach_page("gpt_oss-head", viewport={"width": 360, "height": 740})
    assert tab.js("document.documentElement.scrollWidth") <= 360
