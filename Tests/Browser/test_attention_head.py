"""The head view: what it draws, tells, pins, remembers and saves is computed here again from the document."""
import itertools
import json
import math
import re
import xml.etree.ElementTree as ElementTree

import pytest

from attention import Attention, choose, least, state
from browser import PHONE, apart, embedded

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = 64
MANY = 64
NUMBERS = re.compile(r"-?\d[-\d.e]*(?:\t-?\d[-\d.e]*)*")


def suits(document):
    return any(figure.get("module") == "attention_head_view" for figure in document["figures"])


class HeadAttention(Attention):
    """What the head view has to show at the start, from the data alone."""

    def __init__(self, document):
        super().__init__(document, "attention_head_view")

    @property
    def start_heads(self):
        return sorted(self.data["heads"] or self.heads)

    def start_places(self):
        return [self.heads.index(head) for head in self.start_heads]

    def is_many(self):
        return max(self.size()) > MANY


@pytest.fixture
def expected(path):
    return HeadAttention(embedded(path))


def tiles(tab):
    """The active heads."""
    return tab.js("[...document.querySelectorAll('.at-tile')].filter(t => t.ariaPressed === 'true').map(t => Number(t.dataset.head))")


def tile(tab, head):
    return tab.box(f'.at-tile[data-head="{head}"]')


def token(tab, side, place):
    return tab.box(f".at-{side} .at-token", place)


def marked(tab, side, name):
    return tab.js("([side, name]) => [...document.querySelectorAll(`.at-${side} .at-token.${name}`)].map(t => Number(t.dataset.place))",
                  [side, name])


def options(tab, label):
    return tab.js("""label => {
      const place = [...document.querySelectorAll('.at-choice')].find(p => p.firstChild.textContent === label);
      return place && getComputedStyle(place).display !== 'none' ? [...place.querySelector('select').options].map(o => o.text) : null;
    }""", label)


def drawn(tab, expected):
    """What the saved drawing has: lines {(i, j): [opacity…]}, bars {side: {place: [opacity…]}} and heads that are on."""
    root = ElementTree.fromstring(tab.saved("svg", expected.place))
    groups = {group.get("data-part"): group for group in root.iter(f"{SVG}g")}
    pitch = 22
    ys = {"left": {}, "right": {}}
    for text in root.iter(f"{SVG}text"):
        if text.get("data-side"):
            ys[text.get("data-side")][int(text.get("data-place"))] = float(text.get("y")) - 4.5

    def nearest(side, y):
        return min(ys[side], key=lambda place: abs(ys[side][place] - y))

    lines = {}
    for path in groups["lines"].iter(f"{SVG}path"):
        for x1, y1, x2, y2 in re.findall(r"M([\d.-]+) ([\d.-]+)L([\d.-]+) ([\d.-]+)", path.get("d")):
            pair = nearest("left", float(y1)), nearest("right", float(y2))
            lines.setdefault(pair, []).append(float(path.get("stroke-opacity")))
    bars = {"left": {}, "right": {}}
    for rect in groups["bars"].iter(f"{SVG}rect"):
        side = "left" if float(rect.get("x")) < 200 else "right"
        place = nearest(side, float(rect.get("y")) - 1 + pitch / 2)
        bars[side].setdefault(place, []).append(float(rect.get("fill-opacity")))
    on = [int(r.get("data-head")) for r in root.iter(f"{SVG}rect") if r.get("data-on") == "true"]
    return lines, bars, on


def seen(tab, side):
    """The places of the tokens that are seen in the columns, which scroll where there are many."""
    return tab.js("""side => {
      const area = document.querySelector('.at-field').getBoundingClientRect();
      return [...document.querySelectorAll(`.at-${side} .at-token`)].filter(token => {
        const b = token.getBoundingClientRect(), y = (b.top + b.bottom) / 2;
        return y > area.top && y < area.bottom;
      }).map(token => Number(token.dataset.place));
    }""", side)


def levels(values):
    """Opacities as they are drawn: steps of 1 in 64, none for nothing."""
    return sorted(level for level in (math.floor(min(1, value) * LEVELS + 0.5) for value in values) if level > 0)


def check_lines(lines, weights, rows, columns, heads, opacity=None):
    """Lines between the tokens of `rows` and `columns` have the weight divided by the number of heads, or what `opacity`
    makes of it; no others are."""
    opacity = opacity or (lambda weight: weight / len(heads))
    assert set(lines) <= {(i, j) for i in rows for j in columns}
    for i in rows:
        for j in columns:
            want = levels(opacity(weights[h][i][j]) for h in heads)
            assert [round(value * LEVELS) for value in sorted(lines.get((i, j), []))] == want, (i, j)


def check_peaks(tab, lines, weights, heads):
    """Of many tokens, each seen has one line for each head, to what it attends to most."""
    rows, columns = seen(tab, "left"), set(seen(tab, "right"))
    want = {}
    for h in heads:
        for i in rows:
            j = max(range(len(weights[h][i])), key=lambda j: weights[h][i][j])
            if j in columns and levels([weights[h][i][j] / len(heads)]):
                want.setdefault((i, j), []).append(weights[h][i][j] / len(heads))
    assert set(lines) == set(want)
    for pair, values in want.items():
        assert [round(value * LEVELS) for value in sorted(lines[pair])] == levels(values), pair


def check_bars(bars, places, value, heads):
    """Bars have the raw weight of each head."""
    for place in places:
        want = sorted(min(1, value(h, place)) for h in heads)
        got = sorted(bars.get(place, []))
        want = want[len(want) - len(got):]
        assert got == pytest.approx(want, abs=0.0051), place


def test_opening(tab, expected):
    """The view takes the place of the figures that stand for it, with nothing moving: the layer and the heads asked for,
    all tokens at both sides, one numbered tile for each head."""
    assert tab.shift() < 0.001
    assert tab.js("getComputedStyle(document.querySelector('.fallback')).display") == "none"
    assert tab.js("[...document.querySelectorAll('.at-tile')].map(t => Number(t.textContent))") == expected.heads
    assert tiles(tab) == expected.start_heads
    assert tab.js("Number(document.querySelector('.at-choice select').value)") == expected.layers[expected.start()]
    for side in ("left", "right"):
        tokens = expected.tokens(side)
        names = tab.js("side => [...document.querySelectorAll(`.at-${side} .at-token`)].map(t => t.textContent)", side)
        assert len(names) == len(tokens)
        for name, one in zip(names, tokens):
            if (one["t"] or one["piece"]).isascii() and (one["t"] or one["piece"]).isprintable():
                assert name.endswith((one["t"] or one["piece"]).strip() or "·")
    assert state(tab) == ""
    assert tab.js("[...document.querySelectorAll('.at-column')].every(l => l.tabIndex === 0 && l.role === 'listbox' && l.ariaLabel)")


def test_linear(tab, expected):
    """On the linear scale each line has the weight divided by the number of active heads, as in the original; of
    many tokens each has its strongest alone."""
    tab.press("l")
    assert state(tab) == "linear"
    lines, bars, on = drawn(tab, expected)
    assert bars == {"left": {}, "right": {}} and on == expected.start_heads
    weights, heads = expected.matrices(expected.start()), expected.start_places()
    if expected.is_many():
        check_peaks(tab, lines, weights, heads)
    else:
        check_lines(lines, weights, range(len(expected.tokens("left"))), range(len(expected.tokens("right"))), heads)


def test_readable(tab, expected):
    """At the start faint weights are lifted, and steeper where many heads overlap; the legend says by how much."""
    heads = expected.start_places()
    power = 4 ** -0.25 * (1 + math.log2(len(heads)) / 4)
    assert f"by the weight to the power {power:.2f}" in tab.js("document.querySelector('.at-legend').textContent")
    if not expected.is_many():
        lines, _, _ = drawn(tab, expected)
        check_lines(lines, expected.matrices(expected.start()), range(len(expected.tokens("left"))),
                    range(len(expected.tokens("right"))), heads, lambda weight: weight ** power)


def test_nothing_moves(tab, expected):
    """Whatever is asked about, the rest of the page stays where it is."""
    where = """() => ['.at-legend', '.at-scorecard', '.ah-panel', '.at-map'].map(name => {
      const b = document.querySelector(name).getBoundingClientRect();
      return [name, b.left + scrollX, b.top + scrollY, name === '.at-scorecard' ? 0 : b.height];
    })"""
    before = tab.js(where)
    for side in ("left", "right"):
        box = token(tab, side, 0)
        tab.move(box["x"], box["y"])
        assert tab.js(where) == before
        tab.click(box["x"], box["y"])
        assert tab.js(where) == before


def test_strongest(tab, expected):
    """What is strongest is listed, with the head that has most; a row pins what it tells."""
    weights, heads = expected.matrices(expected.start()), expected.start_places()
    rows, columns = expected.size()
    mean = expected.mean(expected.start(), heads)
    means = {(i, j): mean[i][j] for i in range(rows) for j in range(columns)}

    def listed():
        return tab.js("""[...document.querySelectorAll('.ah-strongest tr[data-i]')].map(
          row => [row.dataset.i, row.dataset.j, [...row.querySelectorAll('td.number')].map(cell => cell.innerText)])""")

    def check(shown, wanted):
        best = sorted(wanted.values(), reverse=True)[:10]
        best = [value for value in best if value > 0]
        assert len(shown) == len(best)
        for (i, j, numbers), value in zip(shown, best):
            pair = int(i), int(j)
            assert wanted[pair] == pytest.approx(value, rel=1e-5)
            assert least(numbers[0]) == pytest.approx(value, abs=0.00051)
            if len(heads) > 1 and numbers[1] != "–":
                head, most = expected.heads.index(int(numbers[1])), least(numbers[2])
                assert weights[head][pair[0]][pair[1]] == pytest.approx(max(weights[h][pair[0]][pair[1]] for h in heads))
                assert most == pytest.approx(weights[head][pair[0]][pair[1]], abs=0.00051)

    check(listed(), means)
    place = rows - 1
    box = token(tab, "left", place)
    tab.move(box["x"], box["y"])
    check(listed(), {pair: value for pair, value in means.items() if pair[0] == place})
    tab.away()
    i, j, _ = listed()[0]
    tab.js("document.querySelector('.ah-strongest tr[data-i]').click()")
    assert state(tab) == f"q{i}.k{j}"


def test_copy(visit, path, expected):
    """The numbers are copied as they would be saved."""
    tab = visit(path, f"#view{expected.place}=q0", permissions=["clipboard-read", "clipboard-write"])
    tab.js("document.querySelector('.ah-panel .at-tools button').click()")
    tab.settle()
    copied = tab.js("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == tab.saved("tsv", expected.place).decode()
    tab.js("document.querySelector('.at-scorehead button').click()")
    tab.settle()
    assert tab.js("navigator.clipboard.readText()").count("\n") == 1 + len(expected.block["scores"])


def test_copy_again(visit, path, expected):
    """A button that is pressed again while it says that it has copied has its own words back afterwards."""
    tab = visit(path, f"#view{expected.place}=q0", permissions=["clipboard-read", "clipboard-write"])
    button = "document.querySelector('.ah-panel .at-tools button')"
    words = tab.js(f"{button}.textContent")
    for _ in range(2):
        tab.js(f"{button}.click()")
        tab.page.wait_for_function(f"{button}.textContent === 'copied'")
    tab.page.wait_for_timeout(1500)
    assert tab.js(f"{button}.textContent") == words


@pytest.mark.parametrize("side", ["left", "right"])
def test_hover(tab, expected, side):
    """A token under the mouse has only its lines, their opacity unchanged, and at the other side bars with the raw weights,
    one for each active head; leaving clears all."""
    tab.press("l")
    before, _, _ = drawn(tab, expected)
    place = min(2, len(expected.tokens(side)) - 1)
    box = token(tab, side, place)
    tab.move(box["x"], box["y"])
    assert marked(tab, side, "at-asked") == [place]
    lines, bars, _ = drawn(tab, expected)
    tip = tab.tip
    assert not tip["hidden"] and apart(tip, box)
    weights = expected.matrices(expected.start())
    heads = expected.start_places()
    other = "right" if side == "left" else "left"
    assert bars[side] == {}
    if not expected.is_many():
        assert lines == {pair: values for pair, values in before.items() if pair[side == "right"] == place}
        value = (lambda h, j: weights[h][place][j]) if side == "left" else (lambda h, i: weights[h][i][place])
        check_bars(bars[other], range(len(expected.tokens(other))), value, heads)
    else:
        from_, to = (seen(tab, "left"), seen(tab, "right"))
        rows, columns = ([place], to) if side == "left" else (from_, [place])
        check_lines(lines, weights, rows, columns, heads)
    # The strongest is told with its number.
    count = len(expected.tokens(other))
    matrix = expected.mean(expected.start(), heads)
    mean = [matrix[place][n] if side == "left" else matrix[n][place] for n in range(count)]
    told = re.search(r"” ((?:≥ )?<?[\d.]+)", tip["text"].split("\n")[1])
    assert told and least(told[1]) == pytest.approx(max(mean), rel=0.006, abs=1e-6)
    tab.away()
    assert tab.tip["hidden"] and marked(tab, side, "at-asked") == []
    assert drawn(tab, expected)[:2] == (before, {"left": {}, "right": {}})


def test_tiles(tab, expected):
    """A click switches a head, lines and divisor at once; the only active one stays on."""
    heads = expected.heads
    if expected.start_heads != heads or len(heads) < 2:
        return
    tab.press("l")
    for head in heads[:-1]:
        box = tile(tab, head)
        tab.click(box["x"], box["y"])
    assert tiles(tab) == [heads[-1]]
    lines, _, on = drawn(tab, expected)
    assert on == [heads[-1]]
    if not expected.is_many():
        check_lines(lines, expected.matrices(expected.start()), range(len(expected.tokens("left"))),
                    range(len(expected.tokens("right"))), [len(heads) - 1])
    box = tile(tab, heads[-1])
    tab.click(box["x"], box["y"])
    assert tiles(tab) == [heads[-1]] and "stays" in tab.announced
    assert state(tab) == f"linear.h{heads[-1]}"
    box = tile(tab, heads[0])
    tab.click(box["x"], box["y"])
    assert tiles(tab) == [heads[0], heads[-1]] if len(heads) > 2 else heads


def test_double_click(tab, expected):
    """A double click leaves only that head; on the head left alone it brings all back."""
    heads = expected.heads
    for head in {heads[0], heads[-1]}:
        box = tile(tab, head)
        tab.page.mouse.dblclick(box["x"], box["y"])
        tab.settle()
        assert tiles(tab) == [head] or len(heads) == 1
    box = tile(tab, tiles(tab)[0])
    tab.page.mouse.dblclick(box["x"], box["y"])
    tab.settle()
    assert tiles(tab) == heads


def test_layers(tab, visit, path, expected):
    """Another layer, from the menu or with the keys, has its own weights; the heads stay as they are."""
    layers = expected.layers
    head = expected.heads[-1]
    box = tile(tab, head)
    tab.page.mouse.dblclick(box["x"], box["y"])
    chosen = tiles(tab)
    choose(tab, "Layer", str(layers[-1]))
    tab.press("l")
    lines, _, on = drawn(tab, expected)
    assert on == chosen
    if not expected.is_many():
        check_lines(lines, expected.matrices(len(layers) - 1), range(len(expected.tokens("left"))), range(len(expected.tokens("right"))),
                    [expected.heads.index(h) for h in chosen])
    if len(layers) > 1:
        tab.press("[")
        assert f"l{layers[-2]}" in state(tab).split(".") or layers[-2] == expected.data["layer"]
        tab.press("]", "]", "]")
        assert f"l{layers[-1]}" in state(tab).split(".")
    again = visit(path, tab.hash)
    assert tiles(again) == chosen and drawn(again, expected) == drawn(tab, expected)


def test_pair(tab, expected):
    """Two sentences have five filters, slices that are not renormalised, with queries at the left."""
    start = expected.data["second_start"]
    if start is None:
        assert len(expected.blocks) > 1 or options(tab, "Attention") is None
        return
    n = len(expected.tokens("left"))
    names = ["All", "Sentence A → Sentence A", "Sentence B → Sentence B", "Sentence A → Sentence B", "Sentence B → Sentence A"]
    assert options(tab, "Attention") == names
    tab.press("l")
    a, b = range(start), range(start, n)
    weights, heads = expected.matrices(expected.start()), range(len(expected.heads))
    for name, rows, columns in zip(names, [range(n), a, b, a, b], [range(n), a, b, b, a]):
        choose(tab, "Attention", name)
        assert tab.js("document.querySelectorAll('.at-left .at-token').length") == len(rows)
        assert tab.js("document.querySelectorAll('.at-right .at-token').length") == len(columns)
        if expected.is_many():
            continue
        lines, _, _ = drawn(tab, expected)
        check_lines({(i + rows[0], j + columns[0]): values for (i, j), values in lines.items()}, weights, rows, columns, heads)
    assert "from-ba" in state(tab) and "less than 1" in tab.js("document.querySelector('.at-notes').textContent")


def test_stacks(tab, visit, path, expected):
    """A model with two stacks has encoder, decoder and cross attention: from the decoder's tokens to the encoder's; the
    decoder reads sentence B as it is, or shifted."""
    if len(expected.blocks) < 2:
        return
    labels = [block["label"] for block in expected.blocks]
    assert options(tab, "Attention") == labels
    tab.press("l")
    for v, variant in enumerate(expected.variants):
        if len(expected.variants) > 1:
            choose(tab, "Decoder", variant["label"])
        for block in variant["blocks"]:
            choose(tab, "Attention", block["label"])
            sides = {side: expected.tokens(side, block) for side in ("left", "right")}
            for side, tokens in sides.items():
                assert tab.js("side => document.querySelectorAll(`.at-${side} .at-token`).length", side) == len(tokens)
            if max(map(len, sides.values())) > MANY:
                continue
            lines, _, on = drawn(tab, expected)
            l = min(range(len(block["layers"])), key=lambda l: abs(block["layers"][l] - expected.data["layer"]))
            check_lines(lines, expected.matrices(l, block), range(len(sides["left"])), range(len(sides["right"])),
                        [block["heads"].index(h) for h in on])
            assert drawn(visit(path, tab.hash), expected) == (lines, {"left": {}, "right": {}}, on)


def test_pin(tab, visit, path, expected):
    """A click pins a token, several are added; their bars stay while the other side is looked at; another click or Escape
    lets go, and the address leads back."""
    places = list(range(len(expected.tokens("left"))))[:3]
    tab.press("l")
    for place in places:
        box = token(tab, "left", place)
        tab.click(box["x"], box["y"])
    tab.away()
    assert marked(tab, "left", "at-pinned") == places
    assert state(tab).split(".")[-1] == f"q{'-'.join(map(str, places))}"
    lines, bars, _ = drawn(tab, expected)
    assert {i for i, _ in lines} <= set(places)
    weights, heads = expected.matrices(expected.start()), expected.start_places()
    if not expected.is_many():
        check_bars(bars["right"], range(len(expected.tokens("right"))), lambda h, j: sum(weights[h][i][j] for i in places), heads)
    again = visit(path, tab.hash)
    assert drawn(again, expected) == drawn(tab, expected) and again.tip["text"] == tab.tip["text"]
    # What a key gets from all that is pinned.
    box = token(tab, "right", 0)
    tab.move(box["x"], box["y"])
    hovered, stay, _ = drawn(tab, expected)
    assert stay == bars and set(hovered) <= {(i, 0) for i in places}
    if len(places) > 1:
        mean = expected.mean(expected.start(), heads)
        total = sum(mean[i][0] for i in places)
        assert float(re.search(r"sum: <?([\d.]+)", tab.tip["text"])[1]) == pytest.approx(total, rel=0.006, abs=1e-6)
    tab.click(box["x"], box["y"])
    tab.away()
    assert marked(tab, "right", "at-pinned") == [0] and set(drawn(tab, expected)[0]) <= {(i, 0) for i in places}
    box = token(tab, "left", places[-1])
    tab.click(box["x"], box["y"])
    tab.away()
    assert marked(tab, "left", "at-pinned") == places[:-1]
    tab.press("Escape")
    assert state(tab) == "linear" and marked(tab, "left", "at-pinned") == [] and tab.tip["hidden"]


def test_pair_words(tab, expected):
    """A cell of the map tells layer, head, both tokens, the exact weight and its rank in the row."""
    heads = expected.heads
    box = tile(tab, heads[0])
    tab.page.mouse.dblclick(box["x"], box["y"])
    tab.settle()
    if len(heads) == 1:
        return
    rows, columns = len(expected.tokens("left")), len(expected.tokens("right"))
    i, j = rows - 1, min(1, columns - 1)
    x, y = tab.js("""([i, j, rows, columns]) => { const c = document.querySelector('.at-cells');
      c.scrollIntoView({block: 'center'}); const b = c.getBoundingClientRect();
      return [b.left + (j + 0.5) / columns * b.width, b.top + (i + 0.5) / rows * b.height]; }""", [i, j, rows, columns])
    tab.move(x, y)
    assert marked(tab, "left", "at-asked") == [i] and marked(tab, "right", "at-asked") == [j]
    row = expected.matrices(expected.start())[0][i]
    told = tab.tip["text"]
    assert f"layer {expected.block['layers'][expected.start()]} · head {heads[0]}" in told and "→" in told
    if expected.block["weights"]["type"] == "top" and row[j] == 0:
        assert "not in the page" in told
        return
    rank = 1 + sum(value > row[j] for value in row)
    found = re.search(r"(<?[\d.]+), (\d+)(st|nd|rd|th) of (\d+) in this row", told)
    assert float(found[1].strip("<")) == pytest.approx(row[j], rel=0.006, abs=1e-6)
    assert (int(found[2]), int(found[4])) == (rank, columns)
    tab.click(x, y)
    tab.away()
    assert state(tab).split(".")[-2:] == [f"q{i}", f"k{j}"] and not tab.tip["hidden"]


class Cells(dict):
    """{pair: its numbers as they are written}, which are read as [one of each head] when they are asked for.

    Of a long text there are a hundred thousand pairs of a dozen heads.
    """

    def __init__(self, pairs, shown):
        super().__init__(pairs)
        self.shown = shown

    def numbers(self, pair):
        """Those of a pair."""
        cells = self[pair].split("\t")
        return [float(cells[n]) for n in self.shown]

    def first(self, count):
        """The first pairs with their numbers."""
        return [(pair, self.numbers(pair)) for pair in itertools.islice(self, count)]


def table(tab, expected):
    """The saved numbers: names of columns, and of each (query position, key position) one of each head, of two the least."""
    first, *lines = tab.saved("tsv", expected.place).decode().splitlines()
    names = first.split("\t")
    query, key = names.index("query_position"), names.index("key_position")
    shown = [n for n, name in enumerate(names) if n >= 5 and not name.endswith("_at_most")]
    rows = [line.split("\t", 5) for line in lines]
    assert all(NUMBERS.fullmatch(cells[5]) for cells in rows) and {cells[5].count("\t") for cells in rows} == {len(names) - 6}
    return [*names[:5], *(names[n].removesuffix("_at_least") for n in shown)], Cells(
        (((int(cells[query]), int(cells[key])), cells[5]) for cells in rows), [n - 5 for n in shown])


def test_table(tab, expected):
    """The saved numbers are the weights shown; with something pinned, only its own."""
    head, cells = table(tab, expected)
    weights = expected.matrices(expected.start())
    heads = expected.start_places()
    assert head[5:] == [f"head_{h}" for h in expected.start_heads]
    rows, columns = len(expected.tokens("left")), len(expected.tokens("right"))
    if expected.block["weights"]["type"] == "f16":
        assert len(cells) == rows * columns
    for (i, j), values in cells.first(5000):
        assert values == pytest.approx([weights[h][i][j] for h in heads], rel=6e-4, abs=1e-7)
    box = token(tab, "left", rows - 1)
    tab.click(box["x"], box["y"])
    _, pinned = table(tab, expected)
    assert pinned == {pair: values for pair, values in cells.items() if pair[0] == rows - 1}


def test_norms(tab, visit, path, expected):
    """Norm-weighted attention is weight times the norm of the value; rollout is one summary over all heads."""
    tab.press("n")
    assert state(tab) == "norm"
    _, cells = table(tab, expected)
    weights = expected.matrices(expected.start())
    norms = [expected.norms(expected.start(), h) for h in range(len(expected.heads))]
    heads = expected.start_places()
    for (i, j), values in cells.first(2000):
        assert values == pytest.approx([weights[h][i][j] * norms[h][j] for h in heads], rel=1e-3, abs=1e-6)
    if expected.block.get("rollout") is None:
        return
    tab.press("n")
    assert tab.js("[...document.querySelectorAll('.at-tile')].every(tile => tile.disabled)")
    assert state(tab) == "rollout" and "not an explanation" in tab.js("document.querySelector('.at-notes').textContent")
    rollout = expected.matrices(expected.start(), name="rollout")[0]
    head, cells = table(tab, expected)
    assert head[5:] == ["rollout"]
    for (i, j), values in cells.first(2000):
        assert values == pytest.approx([rollout[i][j]], rel=6e-4, abs=1e-7)
    assert table(visit(path, tab.hash), expected)[1] == cells
    tab.press("n")
    assert state(tab) == "" and not tab.js("document.querySelector('.at-tile').disabled")


def test_special_tokens(tab, expected):
    """Special tokens can be left out, with a word about it; rows are rescaled only on demand, to what they had before."""
    choose(tab, "Special tokens", "hidden")
    block, weights = expected.block, expected.matrices(expected.start())
    def is_out(t, one): return bool(one.get("s")) or (block["causal"] and t == 0)
    rows = [t for t, one in enumerate(expected.tokens("left")) if not is_out(t, one)]
    columns = [t for t, one in enumerate(expected.tokens("right")) if not is_out(t, one)]
    assert tab.js("document.querySelectorAll('.at-left .at-token').length") == len(rows)
    assert "eft out" in tab.js("document.querySelector('.at-notes').textContent")
    heads = expected.start_places()
    _, cells = table(tab, expected)
    assert {i for i, _ in cells} <= set(rows) and {j for _, j in cells} <= set(columns)
    for (i, j), values in cells.first(2000):
        assert values == pytest.approx([weights[h][i][j] for h in heads], rel=6e-4, abs=1e-7)
    choose(tab, "Special tokens", "hidden, rows rescaled")
    assert "rescaled to what they had" in tab.js("document.querySelector('.at-notes').textContent")
    _, scaled = table(tab, expected)
    if block["weights"]["type"] == "f16":
        for i in rows[:20]:
            numbers = [scaled.numbers((i, j)) for j in columns]
            for n, h in enumerate(heads):
                left = sum(weights[h][i][j] for j in columns)
                if left > 1e-3:
                    assert sum(row[n] for row in numbers) == pytest.approx(sum(weights[h][i]), rel=2e-3)


def test_words(tab, expected):
    """In whole words, weights to the pieces of a word are added and those from them averaged."""
    rows, columns = expected.words("left"), expected.words("right")
    tab.press("w")
    assert state(tab) == "words"
    for side, units in (("left", rows), ("right", columns)):
        assert tab.js("side => document.querySelectorAll(`.at-${side} .at-token`).length", side) == len(units)
    weights = expected.matrices(expected.start())
    heads = expected.start_places()
    _, cells = table(tab, expected)
    first = {unit[0]: unit for unit in rows}, {unit[0]: unit for unit in columns}
    for (i, j), values in cells.first(3000):
        want = [sum(weights[h][q][k] for q in first[0][i] for k in first[1][j]) / len(first[0][i]) for h in heads]
        assert values == pytest.approx(want, rel=2e-3, abs=1e-6)
    # What was pinned stays pinned.
    tab.press("w")
    unit = max(rows, key=len)
    box = token(tab, "left", unit[-1])
    tab.click(box["x"], box["y"])
    tab.press("w")
    assert marked(tab, "left", "at-pinned") == [rows.index(unit)]


def test_keyboard(tab, expected):
    """Everything can be reached with the keyboard, and is said."""
    tab.js("document.querySelector('.at-left').focus({focusVisible: true})")
    tab.press("Home")
    assert marked(tab, "left", "at-asked") == [0] and "layer" in tab.announced and not tab.tip["hidden"]
    tab.press("ArrowDown")
    one = min(1, len(expected.tokens("left")) - 1)
    assert marked(tab, "left", "at-asked") == [one]
    assert tab.js("document.activeElement.getAttribute('aria-activedescendant')").endswith(f"-q{one}")
    tab.press("Enter")
    assert marked(tab, "left", "at-pinned") == [one]
    assert tab.js("document.querySelectorAll('.at-left .at-token')[%d].ariaSelected" % one) == "true"
    tab.press("ArrowRight")
    assert marked(tab, "right", "at-asked") == [min(one, len(expected.tokens("right")) - 1)] and "→" in tab.tip["text"]
    tab.press("End")
    assert marked(tab, "right", "at-asked") == [len(expected.tokens("right")) - 1]
    tab.press("Enter", "Escape")
    assert state(tab) == ""
    heads = expected.heads
    if expected.start_heads == heads and len(heads) > 1:
        tab.press(str(heads[0]))
        assert tiles(tab) == heads[1:]
        tab.press(str(heads[0]))
        if 11 in heads:
            tab.press("Shift+Digit1")
            assert tiles(tab) == [h for h in heads if h != 11]
            tab.press("Shift+Digit1")
        assert tiles(tab) == heads
        tab.js("document.querySelector('.at-tile').focus()")
        tab.press("ArrowRight", "Shift+Enter")
        assert tiles(tab) == [heads[1]]
    tab.press("?")
    assert "whole words" in tab.js("document.getElementById('keys').innerText")


def test_scorecard(tab, expected):
    """The table of heads has their numbers, finds those asked for, and leads to one."""
    scores = expected.block["scores"]
    rows = "[...document.querySelectorAll('.at-scores tbody tr')].map(r => [Number(r.dataset.layer), Number(r.dataset.head)])"
    assert tab.js(rows) == [[s["layer"], s["head"]] for s in scores][:200]
    tab.js("document.querySelector('.at-search').focus()")
    tab.page.keyboard.insert_text("entropy <= 0.6 and layer >= 1")
    tab.settle()
    want = [[s["layer"], s["head"]] for s in scores if s["entropy"] is not None and s["entropy"] <= 0.6 and s["layer"] >= 1]
    assert tab.js(rows) == want[:200]
    assert f"{len(want):,} of {len(scores):,} heads" in tab.js("document.querySelector('.at-found').textContent")
    tab.js("(() => { const s = document.querySelector('.at-search'); s.value = 'nonsense'; s.dispatchEvent(new Event('input')); })()")
    assert "not understood" in tab.js("document.querySelector('.at-found').textContent")
    tab.js("document.querySelector('.at-chips button').click()")
    assert tab.js(rows) == [[s["layer"], s["head"]] for s in sorted(
        (s for s in scores if (s["previous"] or 0) >= 0.5), key=lambda s: (-s["previous"], s["layer"], s["head"]))][:200]
    tab.js("document.querySelector('.at-chips button').click()")
    tab.js("document.querySelector('.at-scores th[data-name=entropy] button').click()")
    values = {(s["layer"], s["head"]): s["entropy"] for s in scores}
    order = [values[tuple(pair)] or -1 for pair in tab.js(rows)]
    assert order == sorted(order, reverse=True) or order == sorted(order)
    layer, head = tab.js(rows)[-1]
    tab.js("[...document.querySelectorAll('.at-scores tbody tr')].at(-1).click()")
    assert tiles(tab) == [head]
    assert tab.js("Number(document.querySelector('.at-choice select').value)") == layer
    assert tab.js("document.querySelectorAll('.at-scores tr.at-on').length") == 1


def test_search(tab, expected):
    """The search marks what is found at both sides, across pieces, and leads to it."""
    unit = next((u for u in expected.words("left") if len(u) > 1), expected.words("left")[len(expected.words("left")) // 2])
    word = "".join(expected.tokens("left")[t]["t"] or expected.tokens("left")[t]["piece"] for t in unit)
    if not word.isascii():
        return
    tab.press("/")
    tab.page.keyboard.insert_text(word.upper())
    assert set(unit) <= set(marked(tab, "left", "at-hit"))
    tab.press("Enter")
    assert marked(tab, "left", "at-asked") and not tab.tip["hidden"]
    tab.press("Escape")
    assert marked(tab, "left", "at-hit") == []


def test_threshold(tab, expected):
    """Nothing below the threshold is drawn, and the legend says so."""
    if expected.is_many():
        return
    tab.js("""(() => { const s = [...document.querySelectorAll('.at-slider')].find(p => p.textContent.startsWith('hide below')).querySelector('input');
      s.value = 30; s.dispatchEvent(new Event('input')); })()""")
    tab.settle()
    assert state(tab) == "over30" and "nothing below 30%" in tab.js("document.querySelector('.at-legend').textContent")
    weights, heads = expected.matrices(expected.start()), expected.start_places()
    lines, _, _ = drawn(tab, expected)
    for i in range(len(expected.tokens("left"))):
        for j in range(len(expected.tokens("right"))):
            assert len(lines.get((i, j), [])) == sum(weights[h][i][j] >= 0.3 for h in heads)


def test_touch(visit, path, expected):
    """On a phone all stands in one column; a tap asks, a second tap pins."""
    tab = visit(path, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    assert tab.js("document.documentElement.scrollWidth") <= PHONE["width"]
    place = min(1, len(expected.tokens("left")) - 1)
    box = token(tab, "left", place)
    tab.tap(box["x"], box["y"])
    assert marked(tab, "left", "at-asked") == [place] and state(tab) == ""
    tab.tap(box["x"], box["y"])
    assert marked(tab, "left", "at-pinned") == [place] and state(tab) == f"q{place}"
    tab.tap(box["x"], box["y"])
    assert state(tab) == ""


def test_themes(visit, path, expected):
    """Both themes are drawn, the same picture in other colours; the saved drawing has both."""
    pictures = {}
    for theme in ("light", "dark"):
        tab = visit(path, "#view0=q0", color_scheme=theme)
        pictures[theme] = tab.page.locator(".ah-body").screenshot()
    assert pictures["light"] != pictures["dark"]
    saved = tab.saved("svg", expected.place).decode()
    ElementTree.fromstring(saved)
    assert saved.count("@media (prefers-color-scheme: dark)") == 1
    assert tab.saved("png", expected.place)[:4] == b"\x89PNG"
    assert json.loads(tab.saved("json", -1)) == tab.document


def test_print(tab, expected):
    """Printed, it is black on white and without controls."""
    tab.page.emulate_media(media="print")
    assert not tab.page.locator(".at-bar").is_visible() and tab.page.locator(".at-field").is_visible()


def test_wrong_addresses(addresses, path, expected):
    """An address that means nothing does no harm."""
    wrong = ("l99.h99-98.q99999999.k9999999", "h.q.k.l", "......", "v9.b9.from-xx.norm.rollout", "h0-0-0.q0-0", "%00.faint999.over999")
    for tab in addresses(path, [f"#view{expected.place}={one}" for one in wrong]):
        assert tab.js("document.querySelectorAll('.at-tile').length") >= len(expected.heads) and tiles(tab)


def test_no_scripts(visit, path):
    """Without scripts the figures that stand for the view are there."""
    tab = visit(path, java_script_enabled=False)
    assert tab.page.locator(".fallback").is_visible()


@pytest.mark.parametrize("broken", ["delete data.variants", "data.variants[0].blocks[0].weights.type = 'u8'",
                                    "for (const key in data.sequences) data.sequences[key + 'x'] = delete data.sequences[key]"])
def test_broken_data(visit, path, tmp_path, broken):
    """Data that cannot be read leave the page whole: the figures are there, and one line says so."""
    text = path.read_text(encoding="utf-8")
    change = ('<script>(() => { const e = document.getElementById("document"), d = JSON.parse(e.textContent);'
              'for (const figure of d.figures) if (figure.module === "attention_head_view") { const data = figure.data; %s; }'
              'e.textContent = JSON.stringify(d); })()</script>' % broken)
    at = text.index('<script type="application/json" id="palette">')
    copy = tmp_path / path.name
    copy.write_text(text[:at] + change + text[at:], encoding="utf-8")
    tab = visit(copy)
    tab.allowed = ["view attention_head_view", "figure "]
    assert tab.page.locator(".fallback").is_visible() and "could not start" in tab.js("document.querySelector('.mount').innerText")


def test_measure(measure):
    """Opening in less than two seconds, and an answer within a frame."""
    opening, hover = measure({"query": ".at-left .at-token", "key": ".at-right .at-token", "pair": ".at-cells"})
    assert opening < 2000 and max(hover.values()) < 16
