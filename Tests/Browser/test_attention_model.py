"""The model view: the grid, its thumbnails, heads from near, computed here again from the document."""
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from attention import READING, Attention, between, choose, digits, fullness, half_up, state, texts
from browser import PHONE, apart, embedded

SVG = "{http://www.w3.org/2000/svg}"
MODULE = "attention_model_view"
DOTS = 128
LONG = 64


def suits(document):
    return any(figure.get("module") == MODULE for figure in document["figures"])


@pytest.fixture
def expected(path):
    return Attention(embedded(path), MODULE)


def cell(tab, l, h):
    """The sides of a cell, by places."""
    return tab.box(f".am-cell[data-l='{l}'][data-column='{h}']")


def drawn(tab):
    """Waits until every thumbnail that is seen is painted."""
    tab.page.wait_for_timeout(50)
    for _ in range(100):
        before = tab.js("[...document.querySelectorAll('.am-cell canvas')].filter(c => c.width === 300).length")
        tab.settle()
        if tab.js("[...document.querySelectorAll('.am-cell canvas')].filter(c => c.width === 300).length") == before:
            return


def pixels(tab, l, h):
    """The colours of a thumbnail's dots as [row][column] of '#rrggbb'."""
    tab.js("([l, h]) => document.querySelector(`.am-cell[data-l='${l}'][data-column='${h}']`).scrollIntoView({block: 'center'})", [l, h])
    drawn(tab)
    tab.allowed.append(READING)
    return tab.js("""([l, h]) => {
      const canvas = document.querySelector(`.am-cell[data-l='${l}'][data-column='${h}'] canvas`);
      const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const hex = (n) => '#' + [0, 1, 2].map(k => data[n * 4 + k].toString(16).padStart(2, '0')).join('');
      return Array.from({length: height}, (_, y) => Array.from({length: width}, (_, x) => hex(y * width + x)));
    }""", [l, h])


def pooled(matrix, size):
    """The greatest of each square of size × size."""
    rows, columns = len(matrix), len(matrix[0])
    return [[max(matrix[i][j] for i in range(r, min(rows, r + size)) for j in range(c, min(columns, c + size)))
             for c in range(0, columns, size)] for r in range(0, rows, size)]


def power(tab):
    """How the scale at the start lifts faint weights."""
    return 4 ** -(float(tab.js("document.querySelector('.at-slider input').value")) / 100)


def agree(tab, shown, matrix, masked, theme="light", top=1):
    """Whether dots have the colours of their weights, to one step of the ramp."""
    ramp, lift = embedded(tab.path, "palette")[theme]["m"], power(tab)
    assert len(shown) == len(matrix) and len(shown[0]) == len(matrix[0])
    for y, row in enumerate(matrix):
        for x, value in enumerate(row):
            if masked(y, x):
                assert shown[y][x] not in ramp[1:], (y, x)
                continue
            step = half_up(min(1, max(0, value / top)) ** lift * (len(ramp) - 1)) if value > 0 else 0
            near = ramp[max(0, step - 1):step + 2]
            # Weights have one of a thousand levels before they are lifted.
            low = half_up(max(0, min(1, value / top) - 0.0006) ** lift * (len(ramp) - 1))
            assert shown[y][x] in near or shown[y][x] in ramp[low:step + 2], (y, x, value, shown[y][x], near)


def panel(tab, place=0):
    return tab.js("place => document.querySelectorAll('.am-panel:not([hidden])')[place]?.innerText.replace(/\\s+/g, ' ') ?? ''", place)


def title(tab):
    return tab.js("document.querySelector('.am-aside .am-panel:not([hidden]) .am-title')?.textContent ?? ''")


def near(tab):
    """Waits until a head is seen from near."""
    tab.page.wait_for_timeout(60)
    tab.settle()


def head(expected, l, h):
    return f"layer {expected.layers[l]} · head {expected.heads[h]}"


def last(expected):
    return len(expected.layers) - 1, len(expected.heads) - 1


def test_opening(tab, expected):
    """The grid takes the place of the figures that stand for it, with nothing moving; rows and columns have the model's own
    numbers, with the means at their ends."""
    assert tab.shift() < 0.001
    assert tab.opening() < 10000
    assert tab.js("getComputedStyle(document.querySelector('.fallback')).display") == "none"
    L, H = len(expected.layers), len(expected.heads)
    assert tab.js("document.querySelectorAll('.am-cell').length") == (L + 1) * (H + 1)
    assert tab.js("[...document.querySelectorAll('.am-head')].map(e => e.textContent)") == [*map(str, expected.heads), "mean"]
    assert tab.js("[...document.querySelectorAll('.am-layer')].map(e => e.textContent)") == [*map(str, expected.layers), "mean"]
    assert tab.js("(g => g.tabIndex === 0 && g.ariaLabel && g.getAttribute('role') === 'grid')(document.querySelector('.am-grid'))")
    assert tab.js("[...document.querySelectorAll('[id]')].map(e => e.id)").__len__() == len(
        set(tab.js("[...document.querySelectorAll('[id]')].map(e => e.id)")))


def test_thumbnails(tab, expected):
    """Each dot of a thumbnail has the colour of its weight; what cannot be seen has none; both themes."""
    rows, columns = expected.size()
    size = -(-max(rows, columns) // DOTS)
    for l, h in {(0, 0), last(expected)}:
        matrix = pooled(expected.matrix(l, h), size)
        agree(tab, pixels(tab, l, h), matrix, lambda y, x: expected.is_masked(min(rows, (y + 1) * size) - 1, x * size))
    tab.press("t", "t")
    matrix = pooled(expected.matrix(0, 0), size)
    agree(tab, pixels(tab, 0, 0), matrix, lambda y, x: expected.is_masked(min(rows, (y + 1) * size) - 1, x * size), "dark")


def test_means(tab, expected):
    """The last column is the mean over the heads of a layer, the last row that of a head over the layers."""
    if max(expected.size()) > LONG:
        pytest.skip("the same on shorter texts")
    L, H = len(expected.layers), len(expected.heads)
    def mean(places):
        matrices = [expected.matrix(l, h) for l, h in places]
        return [[sum(m[i][j] for m in matrices) / len(matrices) for j in range(len(matrices[0][0]))] for i in range(len(matrices[0]))]
    agree(tab, pixels(tab, 0, H), mean([(0, h) for h in range(H)]), expected.is_masked)
    agree(tab, pixels(tab, L, 0), mean([(l, 0) for l in range(L)]), expected.is_masked)
    box = cell(tab, L, H)
    tab.click(box["x"], box["y"])
    near(tab)
    assert title(tab) == f"mean of {L} layer{'s' if L > 1 else ''} · mean of {H} heads" and state(tab) == "atm-m"


def test_hover(tab, expected):
    """A thumbnail under the mouse tells its head and the exact weight of the pair there, and is seen from near."""
    l, h = last(expected)
    rows, columns = expected.size()
    size = -(-max(rows, columns) // DOTS)
    matrix = expected.matrix(l, h)
    i = rows - 1
    j = max(range(columns), key=lambda k: matrix[i][k])
    box = cell(tab, l, h)
    dots = -(-rows // size), -(-columns // size)
    tab.move(box["left"] + (j // size + 0.5) / dots[1] * box["width"], box["top"] + (i // size + 0.5) / dots[0] * (box["bottom"] - box["top"]))
    near(tab)
    tip = tab.tip
    assert not tip["hidden"] and head(expected, l, h) in tip["text"] and apart(tip, box)
    assert digits(matrix[i][j]) in tip["text"] or size > 1
    assert title(tab) == head(expected, l, h) and panel(tab)
    assert tab.js("[...document.querySelectorAll('.am-crossed')].map(e => e.textContent)") == [str(expected.heads[h]), str(expected.layers[l])]
    tab.away()
    near(tab)
    assert title(tab) == "" and tab.tip["hidden"] and state(tab) == ""


def test_click(tab, visit, path, expected):
    """A click opens a head, a click on another moves to it, a click on the same closes it, Escape too; the address leads
    back to it."""
    l, h = last(expected)
    first, other = cell(tab, 0, 0), None
    tab.click(first["x"], first["y"])
    tab.away()
    near(tab)
    assert title(tab) == head(expected, 0, 0) and state(tab) == f"at{expected.layers[0]}-{expected.heads[0]}"
    other = cell(tab, l, h)
    tab.click(other["x"], other["y"])
    tab.away()
    near(tab)
    assert title(tab) == head(expected, l, h)
    assert tab.js("[...document.querySelectorAll('.am-cell.am-pinned')].map(c => [c.dataset.l, c.dataset.column].map(Number))") == [[l, h]]
    again = visit(path, tab.hash)
    near(again)
    assert title(again) == head(expected, l, h)
    # Only at its second click the same thumbnail closes, and at once, though the pointer is still there.
    other = cell(tab, l, h)
    tab.click(other["x"], other["y"])
    near(tab)
    assert title(tab) == "" and state(tab) == ""
    tab.click(other["x"], other["y"])
    near(tab)
    assert title(tab) == head(expected, l, h)
    tab.away()
    tab.press("Escape")
    near(tab)
    assert title(tab) == "" and state(tab) == "" and tab.tip["hidden"]


def open_head(tab, l, h):
    box = cell(tab, l, h)
    tab.click(box["x"], box["y"])
    tab.away()
    near(tab)


def test_panel(tab, expected):
    """From near a head has the tokens that look at the left and those looked at at the right, and its greatest weights in
    numbers."""
    open_head(tab, 0, 0)
    matrix = expected.matrix(0, 0)
    most = max(max(row) for row in matrix)
    assert digits(most) in panel(tab)
    if max(expected.size()) > LONG:
        assert tab.js("!document.querySelector('.am-aside .am-squares').hidden")
        tab.press("s")
        near(tab)
    visible = lambda side: [expected.name(side, t) for t in range(len(expected.tokens(side)))]
    plain = [re.fullmatch(r"[\x21-\x7e]+", one) for one in visible("queries")]
    shown = texts(tab, ".am-aside .at-left .at-token")
    assert len(shown) == len(plain) and all(name == one[0] for name, one in zip(shown, plain) if one)
    assert len(texts(tab, ".am-aside .at-right .at-token")) == len(visible("keys"))


def test_tokens_near(tab, expected):
    """A token under the mouse leaves only its lines, left from it and right into it, with bars behind the others; leaving
    brings all back; a click pins it in the address."""
    if max(expected.size()) > LONG:
        pytest.skip("squares stand for lines")
    rows, columns = expected.size()
    matrix = expected.matrix(0, 0)
    i = rows - 1
    j = max(range(columns), key=lambda k: matrix[i][k])
    open_head(tab, 0, 0)
    assert fullness(tab, ".am-aside", *between(tab, ".am-aside", i, j)) > 0
    box = tab.box(".am-aside .at-left .at-token", i)
    tab.move(box["x"], box["y"])
    assert tab.js("[...document.querySelectorAll('.am-aside .at-left .at-asked')].map(e => Number(e.dataset.place))") == [i]
    assert fullness(tab, ".am-aside", *between(tab, ".am-aside", i, j)) > 0
    assert f"from {texts(tab, '.am-aside .at-left .at-token')[i]}" in panel(tab) and digits(matrix[i][j]) in panel(tab)
    bar = tab.box(".am-aside .at-right .at-token", j)
    assert fullness(tab, ".am-aside", bar["right"] - 4, bar["y"]) > 0
    assert apart(tab.tip, tab.box(".am-aside .at-left .at-token", i))
    # The other direction.
    box = tab.box(".am-aside .at-right .at-token", j)
    tab.move(box["x"], box["y"])
    q = max(range(rows), key=lambda k: matrix[k][j])
    assert tab.js("document.querySelectorAll('.am-aside .at-left .at-asked').length") == 0
    assert digits(matrix[q][j]) in panel(tab) and panel(tab).count("to ")
    bar = tab.box(".am-aside .at-left .at-token", q)
    assert fullness(tab, ".am-aside", bar["left"] + 4, bar["y"]) > 0
    tab.away()
    assert tab.js("document.querySelectorAll('.am-aside .at-asked').length") == 0 and tab.tip["hidden"]
    box = tab.box(".am-aside .at-left .at-token", i)
    tab.click(box["x"], box["y"])
    tab.away()
    assert f"q{i}" in state(tab).split(".") and "from " in panel(tab)


def test_beside(tab, visit, path, expected):
    """Heads are kept side by side: with Shift, by the button, by a key; a token asked about in one is asked about in all."""
    l, h = last(expected)
    for place in ((0, 0), (l, h)):
        box = cell(tab, *place)
        tab.click(box["x"], box["y"], "Shift")
    tab.away()
    near(tab)
    kept = "[...document.querySelectorAll('.am-beside .am-title')].map(t => t.textContent)"
    assert tab.js(kept) == [head(expected, 0, 0), head(expected, l, h)]
    if max(expected.size()) <= LONG:
        box = tab.box(".am-beside .at-left .at-token", 0)
        tab.move(box["x"], box["y"])
        assert tab.js("document.querySelectorAll('.am-beside .at-left .at-asked').length") == 2
        tab.away()
    again = visit(path, tab.hash)
    assert again.js(kept) == tab.js(kept)
    button = tab.box(".am-beside .am-button", 0)
    tab.click(button["x"], button["y"])
    assert tab.js(kept) == [head(expected, l, h)]
    open_head(tab, 0, 0)
    tab.press("p")
    assert tab.js(kept) == [head(expected, l, h), head(expected, 0, 0)]
    tab.press("Escape")
    assert tab.js(kept) == [] and state(tab) == ""


def test_filters(tab, expected):
    """Parts of a pair, and the stacks of an encoder and decoder, show their own tokens, without another scale."""
    if len(expected.blocks) > 1:
        for b, block in enumerate(expected.blocks):
            choose(tab, "Attention", f"{b} 0")
            rows, columns = expected.size(block)
            assert tab.js("[...document.querySelectorAll('.am-layer')].length") == len(block["layers"]) + 1
            if max(rows, columns) <= DOTS:
                agree(tab, pixels(tab, 0, 0), expected.matrix(0, 0, block), lambda y, x: expected.is_masked(y, x, block))
        assert state(tab) == f"b{len(expected.blocks) - 1}"
        if len(expected.variants) > 1:
            block = next(one for one in expected.variants[1]["blocks"] if one["id"] == expected.blocks[-1]["id"])
            choose(tab, "Decoder", "1")
            agree(tab, pixels(tab, 0, 0), expected.matrix(0, 0, block), lambda y, x: expected.is_masked(y, x, block))
            assert expected.variants[1]["label"] in tab.js("document.querySelector('.at-notes').textContent")
        return
    if expected.data["second_start"] is None:
        assert tab.js("[...document.querySelectorAll('.at-choice')].find(p => p.firstChild.textContent === 'Attention').hidden")
        return
    for f, (name, (queries, keys)) in enumerate(expected.filters().items()):
        choose(tab, "Attention", f"0 {f}")
        matrix = [row[slice(*keys)] for row in expected.matrix(0, 0)[slice(*queries)]]
        if max(len(matrix), len(matrix[0])) <= DOTS:
            agree(tab, pixels(tab, 0, 0), matrix, lambda y, x: expected.is_masked(queries[0] + y, keys[0] + x))
        open_head(tab, 0, 0)
        shown = tab.js("document.querySelectorAll('.am-aside .at-left .at-token').length")
        assert shown == len(matrix) or max(len(matrix), len(matrix[0])) > LONG
        open_head(tab, 0, 0)
        assert (f"from-{name}" in state(tab)) == (name != "all")


def test_no_dead_click(tab, expected):
    """After another part was chosen, the first click on the thumbnail that was open before answers, unlike the original."""
    open_head(tab, 0, 0)
    options = tab.js("(p => p.hidden ? 0 : p.querySelectorAll('option').length)([...document.querySelectorAll('.at-choice')].find(p => p.firstChild.textContent === 'Attention'))")
    if options < 2:
        choose(tab, "Scale", "linear, as bertviz")
    else:
        choose(tab, "Attention", tab.js("[...document.querySelectorAll('.at-choice')].find(p => p.firstChild.textContent === 'Attention').querySelectorAll('option')[1].value"))
    near(tab)
    assert title(tab) == head(expected, 0, 0)
    open_head(tab, 0, 0)
    assert title(tab) == ""
    open_head(tab, 0, 0)
    assert title(tab) == head(expected, 0, 0)


def test_norm_weighted(tab, expected):
    """Norm-weighted, each weight counts by the length of the vector it brings, each layer by its own greatest."""
    if not expected.block.get("value_norms") or max(expected.size()) > DOTS or expected.is_top():
        pytest.skip("no norms here, or the same on shorter texts")
    tab.press("n")
    matrices = [expected.matrix(0, h) for h in range(len(expected.heads))]
    weighted = [[[w * n for w, n in zip(row, expected.norms(0, h))] for row in matrix] for h, matrix in enumerate(matrices)]
    top = max(value for matrix in weighted for row in matrix for value in row)
    agree(tab, pixels(tab, 0, 0), weighted[0], expected.is_masked, top=top)
    assert "norm" in state(tab).split(".") and "norm-weighted" in tab.js("document.querySelector('.at-legend').textContent")


def test_search(tab, visit, path, expected):
    """A search by the scorecard dims the other heads; an order by it sorts each layer, true numbers on the thumbnails."""
    scores = {(s["layer"], s["head"]): s for s in expected.block["scores"]}
    tab.js("""text => { const i = document.querySelector('.at-search'); i.value = text; i.dispatchEvent(new Event('input', {bubbles: true})); }""", "first ≥ 0.2")
    meant = [[l, h] for l, layer in enumerate(expected.layers) for h, one in enumerate(expected.heads)
             if (scores[layer, one].get("first") or 0) >= 0.2]
    shown = "[...document.querySelectorAll('.am-cell.am-meant')].map(c => [c.dataset.l, c.dataset.column].map(Number))"
    assert tab.js(shown) == meant
    assert tab.js("document.querySelector('.am-grid').classList.contains('am-searching')")
    other = next(((l, h) for l in range(len(expected.layers)) for h in range(len(expected.heads)) if [l, h] not in meant), None)
    if other:
        assert tab.js("([l, h]) => Number(getComputedStyle(document.querySelector(`.am-cell[data-l='${l}'][data-column='${h}'] canvas`)).opacity)", list(other)) < 0.5
    again = visit(path, tab.hash)
    assert again.js(shown) == meant
    tab.press("Escape")
    assert not tab.js("document.querySelector('.am-grid').classList.contains('am-searching')")
    choose(tab, "Order of heads", "first")
    order = sorted(range(len(expected.heads)), key=lambda h: (-(scores[expected.layers[0], expected.heads[h]].get("first") or -1), h))
    assert tab.js("[...document.querySelectorAll('.am-cell[data-l=\"0\"]:not(.am-mean)')].map(c => c.dataset.head)") == [
        str(expected.heads[h]) for h in order]
    box = cell(tab, 0, 0)
    tab.move(box["x"], box["y"])
    near(tab)
    assert title(tab) == head(expected, 0, order[0])
    assert "by-first" in state(tab).split(".")


def test_scorecard(tab, expected):
    """A row of the scorecard opens its head."""
    row = tab.box(".at-scores tbody tr td", 0)
    tab.click(row["x"], row["y"])
    near(tab)
    score = expected.block["scores"][0]
    assert title(tab) == f"layer {score['layer']} · head {score['head']}"


def test_keyboard(tab, expected):
    """Arrows go over the grid, Home and End to its sides, Enter pins, with Shift keeps; what is seen is said."""
    L, H = len(expected.layers), len(expected.heads)
    tab.js("document.querySelector('.at-scorebar button:last-of-type').focus()")
    tab.press("Tab")
    for _ in range(20):
        if tab.js("document.activeElement.classList.contains('am-grid')"):
            break
        tab.press("Tab")
    assert tab.js("document.activeElement.classList.contains('am-grid')")
    assert tab.announced.startswith(head(expected, 0, 0))
    tab.press("ArrowDown", "ArrowRight")
    place = (min(1, L), min(1, H))
    at = tab.js("(g => g.ownerDocument.getElementById(g.getAttribute('aria-activedescendant')).ariaLabel)(document.activeElement)")
    if place[0] < L and place[1] < H:
        assert at == head(expected, *place) and tab.announced.startswith(at)
    assert not tab.tip["hidden"]
    tab.press("End", "Home", "PageUp", "Enter")
    near(tab)
    assert state(tab) == f"at{expected.layers[0]}-{expected.heads[0]}"
    tab.press("Shift+Enter")
    assert f"keep{expected.layers[0]}-{expected.heads[0]}" in state(tab)
    tab.press("Enter")
    assert not state(tab).startswith("at")
    tab.press("o")
    assert "by-" in state(tab)


def test_keys_in_list(tab):
    """The list of keys has this view's own."""
    tab.press("?")
    assert "side by side" in tab.js("document.getElementById('keys').innerText")
    tab.press("Escape")


def test_scale(tab, expected):
    """Linear as bertviz: a dot's fullness is its weight; below the threshold nothing is drawn."""
    if max(expected.size()) > DOTS:
        pytest.skip("the same on shorter texts")
    tab.press("l")
    ramp = embedded(tab.path, "palette")["light"]["m"]
    matrix, shown = expected.matrix(0, 0), pixels(tab, 0, 0)
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            if not expected.is_masked(i, j):
                step = half_up(value * (len(ramp) - 1))
                assert shown[i][j] in ramp[max(0, step - 1):step + 2]
    assert state(tab) == "linear"


def test_nonsense_in_the_address(addresses, path, expected):
    """Any address opens the page."""
    nonsense = ("at99-99", "atm-x.keep..", "by-nothing.find-%", "q999999.k-1.b9.v9.from-zz", "🙂", "at0-0-0.keepm-99")
    for tab in addresses(path, [f"#view{expected.place}={one}" for one in nonsense]):
        assert tab.js("document.querySelectorAll('.am-cell').length") > 0


def test_dark(visit, path):
    """The dark theme has its own colours, of the axes too."""
    light, dark = visit(path), visit(path, color_scheme="dark")
    colour = "getComputedStyle(document.querySelector('.am-layer')).color"
    assert light.js(colour) != dark.js(colour)
    assert light.js("getComputedStyle(document.querySelector('.am-layer')).backgroundColor") != dark.js(
        "getComputedStyle(document.querySelector('.am-layer')).backgroundColor")


def test_touch(visit, path, expected):
    """A tap shows, a second tap pins; a narrow screen does not scroll sideways."""
    tab = visit(path, viewport=PHONE, has_touch=True)
    assert tab.js("document.documentElement.scrollWidth <= innerWidth")
    box = cell(tab, 0, 0)
    tab.tap(box["x"], box["y"])
    near(tab)
    assert title(tab) == head(expected, 0, 0) and state(tab) == "" and not tab.tip["hidden"]
    box = cell(tab, 0, 0)
    tab.tap(box["x"], box["y"])
    near(tab)
    assert state(tab) == f"at{expected.layers[0]}-{expected.heads[0]}"
    assert tab.js("document.documentElement.scrollWidth <= innerWidth")


def test_find(tab, expected):
    """The page's search finds tokens; Enter asks about them from near."""
    word = next((t["t"] for t in expected.tokens("queries") if t["t"].isascii() and len(t["t"]) > 2), None)
    if word is None:
        pytest.skip("no such word")
    tab.press("/")
    tab.page.keyboard.type(word)
    tab.press("Enter")
    near(tab)
    assert tab.js("document.getElementById('found').textContent").startswith("1 of")
    assert title(tab) != "" and word.lower() in tab.announced.lower()


def test_svg(tab, expected):
    """The drawing is well-formed, has every thumbnail in both themes and the head seen from near; PNG is PNG."""
    open_head(tab, 0, 0)
    root = ElementTree.fromstring(tab.saved("svg", expected.place))
    groups = [g for g in root.iter(f"{SVG}g") if g.get("data-cell")]
    assert len(groups) == (len(expected.layers) + 1) * (len(expected.heads) + 1)
    assert all(len(list(g.iter(f"{SVG}image"))) == 2 for g in groups)
    words = "\n".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert head(expected, 0, 0) in words
    assert tab.saved("png", expected.place)[:8] == b"\x89PNG\r\n\x1a\n"


def test_tsv(tab, expected):
    """At rest the scores of all heads are saved, with heads open their weights."""
    rows = [line.split("\t") for line in tab.saved("tsv", expected.place).decode().splitlines()]
    assert rows[0][:2] == ["layer", "head"] and len(rows) == 1 + len(expected.block["scores"])
    if max(expected.size()) > DOTS:
        return
    open_head(tab, 0, 0)
    rows = [line.split("\t") for line in tab.saved("tsv", expected.place).decode().splitlines()]
    matrix = expected.matrix(0, 0)
    shown = {(int(row[2]), int(row[4])): float(row[6]) for row in rows[1:]}
    assert shown == {(i, j): pytest.approx(value, abs=1e-4) for i, row in enumerate(matrix) for j, value in enumerate(row)
                     if not expected.is_masked(i, j)}


def test_copy(visit, path, expected):
    """A head's weights are copied as they would be saved, the scorecard as it is searched."""
    if max(expected.size()) > DOTS:
        pytest.skip("the same on shorter texts")
    tab = visit(path, f"#view{expected.place}=at{expected.layers[0]}-{expected.heads[0]}", permissions=["clipboard-read", "clipboard-write"])
    near(tab)
    tab.js("document.querySelector('.am-aside .am-copy').click()")
    tab.settle()
    assert tab.js("navigator.clipboard.readText()").replace("\r\n", "\n") == tab.saved("tsv", expected.place).decode()


def test_named(tab, expected):
    """Heads that give half of their weight or more to one kind of token are outlined, and the legend says so."""
    scores = {(s["layer"], s["head"]): s for s in expected.block["scores"]}
    named = [[l, h] for l, layer in enumerate(expected.layers) for h, one in enumerate(expected.heads) if scores[layer, one]["names"]]
    assert tab.js("[...document.querySelectorAll('.am-named')].map(c => [c.dataset.l, c.dataset.column].map(Number))") == named
    assert ("half of its weight" in tab.js("document.querySelector('.at-legend').textContent")) == bool(named)


def test_rollout(tab, expected):
    """Rollout has one column for all heads, and is called a summary."""
    if not expected.block.get("rollout") or max(expected.size()) > DOTS or expected.is_top():
        pytest.skip("no rollout here, or the same on shorter texts")
    choose(tab, "Weights", "rollout")
    assert tab.js("[...document.querySelectorAll('.am-head')].map(e => e.textContent)") == ["all"]
    agree(tab, pixels(tab, 0, 0), expected.matrix(0, 0, name="rollout"), expected.is_masked)
    assert "not an explanation" in tab.js("document.querySelector('.at-notes').textContent")


def test_print(tab):
    """Printed, controls are gone and every thumbnail is there."""
    tab.page.emulate_media(media="print")
    tab.js("dispatchEvent(new Event('beforeprint'))")
    assert tab.js("getComputedStyle(document.querySelector('.at-bar')).display") == "none"
    assert tab.js("[...document.querySelectorAll('.am-cell canvas')].every(c => c.width !== 300 || c.height !== 150)")


def test_without_module(visit, without_modules):
    """Where the module is lost, the figures that stand for it are there."""
    tab = visit(without_modules)
    tab.allowed.append("has not registered itself")
    assert tab.js("getComputedStyle(document.querySelector('.fallback')).display") != "none"


def test_measure(measure):
    """Opening in less than two seconds, and an answer within a frame."""
    opening, hover = measure({"head": ".am-cell"})
    assert opening < 2000 and max(hover.values()) < 16
