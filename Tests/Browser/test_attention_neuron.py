"""The neuron view: lines, steps, scores taken apart, computed here again from the document's queries and keys."""
import math
import re
import xml.etree.ElementTree as ElementTree

import pytest

from attention import Attention, between, choose, digits, fullness, state, texts
from browser import PHONE, apart, embedded

SVG = "{http://www.w3.org/2000/svg}"
MODULE = "attention_neuron_view"
FIELD = ".an-field"
LEFT, RIGHT = f"{FIELD} .at-left .at-token", f"{FIELD} .at-right .at-token"
STEPS = ["query q", "key k", "q × k", "score", "softmax"]
NAMED = 8


def suits(document):
    return any(figure.get("module") == MODULE for figure in document["figures"])


@pytest.fixture
def expected(path):
    return Attention(embedded(path), MODULE)


def signed(value):
    return ("+" if value > 0 else "") + digits(value)


def percent(share):
    """A share as the page prints it: two digits that are true."""
    value = share * 100
    if value == 0:
        return "0%"
    if value < 0.01:
        return "<0.01%"
    if value >= 99.5:
        return ">99%" if value < 100 else "100%"
    places = next(n for n, least in ((0, 9.95), (1, 0.995), (2, 0.0995), (3, 0)) if value >= least)
    return f"{math.floor(value * 10 ** places + 0.5) / 10 ** places:.{places}f}%"


def query_of(expected):
    """A query that sees several keys."""
    return min(9, expected.size()[0] - 1)


def strongest(expected, l, h, i):
    _, _, shares = expected.scores(l, h, i)
    return max(range(len(shares)), key=shares.__getitem__)


def here(expected):
    """The places of the layer and head at the start."""
    return expected.start(), expected.start_head()


def pin(tab, selector, place):
    box = tab.box(selector, place)
    tab.click(box["x"], box["y"])


def point(tab, selector, place):
    box = tab.box(selector, place)
    tab.move(box["x"], box["y"])
    return box


def steps(tab):
    """Shows the steps, and waits for what is taken apart below."""
    if "steps" not in state(tab).split("."):
        tab.press("e")
    settle(tab)


def settle(tab):
    tab.page.wait_for_timeout(60)
    tab.settle()


def text(tab, selector):
    return tab.js("selector => document.querySelector(selector).innerText.replace(/\\s+/g, ' ').trim()", selector)


def panel(tab):
    return text(tab, ".an-sum")


def rows(tab):
    """The rows of the dimensions that are named."""
    return tab.js("[...document.querySelectorAll('.an-table tbody tr')].map(r => [...r.cells].map(c => c.textContent))")


def place_of_step(tab, expected, step, place, n=0):
    """The middle of a dimension of a strip, of a score or of a share, on the screen."""
    side = "left" if step == "query" else "right"
    tab.box(f"{FIELD} .at-{side} .at-token", place)
    d = expected.block["query"]["shape"][-1]
    return tab.js("""([step, side, place, n, d]) => {
      const field = document.querySelector('.an-field .at-field'), head = document.querySelector('.an-scroll');
      const left = name => parseFloat(document.querySelector(`.an-step[data-step="${name}"]`).style.left);
      const strip = left('score') - 20 - left('product');
      const x = {score: left('score') + 40, share: left('share') + 20}[step] ?? left(step) + (n + 0.5) * strip / d;
      head.scrollLeft = Math.max(0, x - head.clientWidth / 2);
      const row = document.querySelectorAll(`.an-field .at-${side} .at-token`)[place].getBoundingClientRect();
      return [field.getBoundingClientRect().left + x, (row.top + row.bottom) / 2];
    }""", [step, side, place, n, d])


def tsv(tab, expected):
    lines = [line.split("\t") for line in tab.saved("tsv", expected.place).decode().splitlines()]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def test_opening(tab, expected):
    """Queries stand at the left, keys at the right, lines between them, and nothing moves; every id is there once."""
    assert tab.shift() < 0.001
    assert tab.js("getComputedStyle(document.querySelector('.fallback')).display") == "none"
    queries, keys = expected.size()
    assert len(texts(tab, LEFT)) == queries and len(texts(tab, RIGHT)) == keys
    plain = [(shown, token) for shown, token in zip(texts(tab, LEFT), expected.tokens("queries")) if re.fullmatch(r"[!-~]+", token["t"])]
    assert all(shown == token["t"] for shown, token in plain)
    menus = tab.js("[...document.querySelectorAll('.at-choice')].filter(p => !p.hidden).map(p => [p.firstChild.textContent, p.querySelector('select, input').value])")
    assert ["Layer", str(expected.layers[expected.start()])] in menus and ["Head", str(expected.heads[expected.start_head()])] in menus
    assert not tab.js("document.querySelector('.an-field').classList.contains('an-expanded')")
    assert tab.js("document.querySelector('.an-panel').hidden && document.querySelector('.an-toggle').hidden")
    ids = tab.js("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert state(tab) == ""


def test_escaped(tab, expected):
    """Text that looks like markup is text, and hidden directions are made visible."""
    assert tab.js("document.querySelectorAll('.an b b, .an script').length") == 0
    shown = "".join(texts(tab, LEFT))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)
    assert tab.js("[...document.querySelectorAll('.an .at-token')].every(t => t.querySelector('bdi'))")


def test_lines(tab, expected):
    """At rest strong weights have lines and weak ones none."""
    l, h = here(expected)
    matrix = expected.matrix(l, h)
    if max(expected.size()) > 64:
        pytest.skip("the same on shorter texts")
    i, j = max(((i, j) for i in range(len(matrix)) for j in range(len(matrix[0]))), key=lambda at: matrix[at[0]][at[1]])
    assert fullness(tab, FIELD, *between(tab, FIELD, i, j)) > 255 * min(0.9, matrix[i][j]) * 0.9


def test_hover_query(tab, expected):
    """A query under the mouse keeps its lines alone, has bars behind the keys, the sign beside it and its strongest key in
    numbers; leaving brings all back."""
    l, h = here(expected)
    i = query_of(expected)
    j = max(range(expected.size()[1]), key=lambda k: expected.matrix(l, h)[i][k])
    weight = expected.matrix(l, h)[i][j]
    box = point(tab, LEFT, i)
    assert tab.js("[...document.querySelectorAll('.an .at-asked')].map(e => Number(e.dataset.place))") == [i]
    tip = tab.tip
    assert not tip["hidden"] and digits(weight) in tip["text"] and f"position {i}" in tip["text"] and apart(tip, box)
    assert f"layer {expected.layers[l]} · head {expected.heads[h]}" in tip["text"]
    assert fullness(tab, FIELD, *between(tab, FIELD, i, j, 0.97)) > 0
    bar = tab.box(RIGHT, j)
    assert fullness(tab, FIELD, bar["right"] - 3, bar["y"]) > 0
    sign = tab.js("(b => [b.hidden, b.textContent, b.getBoundingClientRect().top])(document.querySelector('.an-toggle'))")
    row = tab.js("i => document.querySelectorAll('.an-field .at-left .at-token')[i].getBoundingClientRect().top", i)
    assert sign[:2] == [False, "+"] and 0 <= sign[2] - row <= 8
    tab.away()
    assert tab.js("document.querySelectorAll('.an .at-asked').length") == 0 and tab.tip["hidden"]
    assert tab.js("document.querySelector('.an-toggle').hidden") and state(tab) == ""


def test_hover_key(tab, expected):
    """A key under the mouse, which the original never answered to, shows who looks at it."""
    l, h = here(expected)
    matrix = expected.matrix(l, h)
    j = min(1, expected.size()[1] - 1)
    i = max(range(len(matrix)), key=lambda q: matrix[q][j])
    box = point(tab, RIGHT, j)
    tip = tab.tip
    assert "looked at most by" in tip["text"] and digits(matrix[i][j]) in tip["text"] and apart(tip, box)
    bar = tab.box(LEFT, i)
    assert matrix[i][j] < 0.01 or fullness(tab, FIELD, bar["right"] - 3, bar["y"]) > 0
    assert tab.js("document.querySelector('.an-toggle').hidden")


def test_sign(tab, expected):
    """The sign beside a hovered query opens the steps, and closes them, without pinning."""
    i = query_of(expected)
    point(tab, LEFT, i)
    sign = tab.box(".an-toggle")
    tab.page.mouse.move(sign["x"], sign["y"])
    tab.settle()
    assert tab.js("[...document.querySelectorAll('.an .at-left .at-asked')].map(e => Number(e.dataset.place))") == [i]
    tab.page.mouse.click(sign["x"], sign["y"])
    settle(tab)
    assert state(tab) == "steps" and text(tab, ".an-toggle") == "−"
    assert tab.js("[...document.querySelectorAll('.an-step')].filter(s => s.offsetParent).map(s => s.textContent)") == STEPS
    assert panel(tab) and not tab.js("document.querySelector('.an-panel').hidden")
    sign = tab.box(".an-toggle")
    tab.page.mouse.click(sign["x"], sign["y"])
    settle(tab)
    assert state(tab) == "" and text(tab, ".an-toggle") == "+"


def test_nothing_chosen(tab):
    """Expanded without a query, the view says what to do, in words that can be seen in both themes."""
    steps(tab)
    assert "No query chosen" in text(tab, ".an-hint") and "Choose a query" in panel(tab)
    for _ in range(2):
        colours = tab.js("(e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor])(document.querySelector('.an-hint'))")
        assert colours[0] != colours[1]
        tab.press("t")


def test_score(tab, expected):
    """Below the steps the score of the pinned query with its most attended key is taken apart: sum, scale, softmax, and the
    attention as the model had it."""
    l, h = here(expected)
    i = query_of(expected)
    pin(tab, LEFT, i)
    steps(tab)
    j = strongest(expected, l, h, i)
    dots, scaled, shares = expected.scores(l, h, i)
    shown = panel(tab)
    assert f"= {signed(scaled[j])}" in shown and f"Σ q × k = {signed(dots[j])}" in shown
    assert f"softmax over {sum(not expected.is_masked(i, k) for k in range(len(dots)))} keys = {percent(shares[j])}" in shown
    assert "its most attended key" in shown
    if not expected.is_top():
        assert f"attention as run {digits(expected.matrix(l, h)[i][j])}" in shown
    assert abs(shares[j] - expected.matrix(l, h)[i][j]) <= expected.error(l, h, i)


def test_dimensions(tab, expected):
    """The dimensions that add most are named, the greatest first, with what each adds and the sum as it runs, which ends in
    the score."""
    l, h = here(expected)
    i = query_of(expected)
    j = strongest(expected, l, h, i)
    pin(tab, LEFT, i)
    steps(tab)
    q, k = expected.vectors("query", l, h)[i], expected.vectors("key", l, h)[j]
    products = [a * b for a, b in zip(q, k)]
    order = sorted(range(len(q)), key=lambda n: (-abs(products[n]), n))
    total, wanted = 0, []
    for n in order[:NAMED]:
        total += products[n] * expected.scale(l)
        wanted.append([str(n), signed(q[n]), signed(k[n]), signed(products[n]), signed(products[n] * expected.scale(l)), signed(total)])
    assert rows(tab) == wanted
    score = sum(products) * expected.scale(l)
    if len(order) > NAMED:
        rest = tab.js("document.querySelectorAll('.an-panel .an-label')[1].textContent")
        assert rest == f"the other {len(order) - NAMED} dimensions add {signed(score - total)}; in all {signed(score)}" or abs(score - total) < 1e-3


def test_pinned_key(tab, visit, path, expected):
    """A key pinned beside a pinned query has its score taken apart; letting go of it leads back to the most attended."""
    l, h = here(expected)
    i = query_of(expected)
    j = 0 if strongest(expected, l, h, i) else min(1, i)
    pin(tab, LEFT, i)
    steps(tab)
    pin(tab, RIGHT, j)
    tab.away()
    settle(tab)
    _, scaled, _ = expected.scores(l, h, i)
    assert f"= {signed(scaled[j])}" in panel(tab) and "most attended" not in panel(tab)
    assert set(state(tab).split(".")) == {f"q{i}", f"k{j}", "steps"}
    assert tab.js("[...document.querySelectorAll('.an [aria-selected=true]')].map(e => Number(e.dataset.place))") == [i, j]
    again = visit(path, tab.hash)
    settle(again)
    assert panel(again) == panel(tab)
    pin(tab, RIGHT, j)
    tab.away()
    settle(tab)
    assert "most attended" in panel(tab)
    tab.press("Escape")
    assert state(tab) == "steps"


def test_hover_over_pins(tab, expected):
    """A pinned query stays while keys are hovered; another query hovered takes its place only as long."""
    l, h = here(expected)
    i = query_of(expected)
    pin(tab, LEFT, i)
    steps(tab)
    point(tab, RIGHT, 0)
    settle(tab)
    assert f"= {signed(expected.scores(l, h, i)[1][0])}" in panel(tab)
    other = i - 1 if i else 0
    point(tab, LEFT, other)
    settle(tab)
    assert f"= {signed(expected.scores(l, h, other)[1][strongest(expected, l, h, other)])}" in panel(tab)
    tab.away()
    settle(tab)
    assert f"= {signed(expected.scores(l, h, i)[1][strongest(expected, l, h, i)])}" in panel(tab)


def test_cells(tab, expected):
    """Every cell of the steps says its number: a dimension of query, key and product, a score, a share."""
    l, h = here(expected)
    i = query_of(expected)
    j, n = 0, 3
    q, k = expected.vectors("query", l, h)[i], expected.vectors("key", l, h)[j]
    dots, scaled, shares = expected.scores(l, h, i)
    pin(tab, LEFT, i)
    steps(tab)
    for step, place, words in (
        ("query", i, [f"query · dimension {n}", signed(q[n]), "in size"]), ("key", j, [f"key · dimension {n}", signed(k[n])]),
        ("product", j, [f"{signed(q[n])} × {signed(k[n])} = {signed(q[n] * k[n])}", f"adds {signed(q[n] * k[n] * expected.scale(l))}"]),
        ("score", j, [f"Σ q × k = {signed(dots[j])}", f"score {signed(scaled[j])}"]), ("share", j, [percent(shares[j]), "as the model had it"]),
    ):
        tab.move(*place_of_step(tab, expected, step, place, n))
        assert not tab.tip["hidden"], step
        for one in words:
            assert one in tab.tip["text"] or one == "as the model had it" and expected.is_top(), (step, one, tab.tip["text"])
    tab.away()
    assert tab.tip["hidden"]


def test_masked(tab, expected):
    """A query has no product with, no score for and no share of a key that comes later."""
    if not expected.block["causal"]:
        pytest.skip("every query sees every key")
    i = query_of(expected) - 1
    pin(tab, LEFT, i)
    steps(tab)
    for step in ("product", "score", "share"):
        tab.move(*place_of_step(tab, expected, step, i + 1))
        assert "masked" in tab.tip["text"]
    pin(tab, RIGHT, i + 1)
    tab.away()
    settle(tab)
    assert "masked" in panel(tab) and rows(tab) == []
    assert len(tsv(tab, expected)) == i + 1


def test_sorted(tab, visit, path, expected):
    """Sorted, the dimensions stand by what they add to the score asked about, the same in every strip; the address keeps it."""
    l, h = here(expected)
    i = query_of(expected)
    j = strongest(expected, l, h, i)
    pin(tab, LEFT, i)
    tab.away()
    tab.press("s")
    settle(tab)
    assert set(state(tab).split(".")) == {f"q{i}", "steps", "sorted"}
    q, k = expected.vectors("query", l, h)[i], expected.vectors("key", l, h)[j]
    order = sorted(range(len(q)), key=lambda n: (-abs(q[n] * k[n]), n))
    for page in (tab, visit(path, tab.hash)):
        for at in (0, 1, len(order) - 1):
            for step, place in (("query", i), ("key", 0), ("product", j)):
                page.move(*place_of_step(page, expected, step, place, at))
                assert f"dimension {order[at]}" in page.tip["text"].splitlines()[0], (step, at)
    tab.press("s")
    assert "sorted" not in state(tab)


def test_softmax_is_attention(tab, expected):
    """In every layer and head, the softmax of the scores shown is the attention shown, as far as half precision goes."""
    i = query_of(expected)
    pin(tab, LEFT, i)
    for l in sorted({0, len(expected.layers) // 2, len(expected.layers) - 1}):
        choose(tab, "Layer", str(expected.layers[l]))
        for h in sorted({0, len(expected.heads) - 1}):
            choose(tab, "Head", str(expected.heads[h]))
            shown = tsv(tab, expected)
            scores = {int(row["key_position"]): float(row["score"]) for row in shown}
            most = max(scores.values())
            total = sum(math.exp(one - most) for one in scores.values())
            bound = expected.error(l, h, i)
            dots, scaled, _ = expected.scores(l, h, i)
            weights = expected.matrix(l, h)[i]
            for row in shown:
                j = int(row["key_position"])
                share = math.exp(scores[j] - most) / total
                assert share == pytest.approx(float(row["softmax"]), abs=1e-9)
                assert scores[j] == pytest.approx(scaled[j], rel=1e-6, abs=1e-9)
                assert sum(float(row[f"product_{n}"]) for n in range(expected.block["query"]["shape"][-1])) == pytest.approx(dots[j], rel=1e-6, abs=1e-6)
                if row["weight"]:
                    assert float(row["weight"]) == pytest.approx(share, abs=bound), (l, h, j)
                    assert float(row["weight"]) == pytest.approx(weights[j], abs=1e-7)


def test_menus_and_keys(tab, expected):
    """Layer and head change by menu and by keys, the steps stay, and the address has them by their true numbers."""
    steps(tab)
    choose(tab, "Layer", str(expected.layers[-1]))
    choose(tab, "Head", str(expected.heads[-1]))
    assert set(state(tab).split(".")) == {f"l{expected.layers[-1]}", f"head{expected.heads[-1]}", "steps"}
    tab.press("[", ",")
    parts = set(state(tab).split("."))
    if len(expected.layers) > 2 and len(expected.heads) > 2:
        assert parts == {f"l{expected.layers[-2]}", f"head{expected.heads[-2]}", "steps"}
    tab.press("]", ".")
    assert set(state(tab).split(".")) == {f"l{expected.layers[-1]}", f"head{expected.heads[-1]}", "steps"}
    point(tab, LEFT, 0)
    tab.press("e")
    assert f"layer {expected.layers[-1]} · head {expected.heads[-1]}" in tab.tip["text"]


def test_parts_of_a_pair(tab, expected):
    """With two sentences each part shows its own tokens, weights unchanged, and the softmax is still over all keys."""
    if expected.data["second_start"] is None:
        pytest.skip("one text")
    l, h = here(expected)
    for f, (name, (queries, keys)) in enumerate(expected.filters().items()):
        choose(tab, "Attention", f"0 {f}")
        assert len(texts(tab, LEFT)) == queries[1] - queries[0] and len(texts(tab, RIGHT)) == keys[1] - keys[0]
        tab.press("Escape")
        pin(tab, LEFT, 0)
        steps(tab)
        shown = tsv(tab, expected)
        _, _, shares = expected.scores(l, h, queries[0])
        assert [int(row["key_position"]) for row in shown] == list(range(*keys))
        assert all(float(row["softmax"]) == pytest.approx(shares[int(row["key_position"])], rel=1e-6) for row in shown)
        part = sum(expected.matrix(l, h)[queries[0]][slice(*keys)])
        assert name == "all" or f"has {percent(part)} of this row" in panel(tab)
        assert (f"from-{name}" in state(tab)) == (name != "all")


def test_special_tokens_hidden(tab, expected):
    """Special tokens can be left out of both sides; the softmax is said to be over all keys in any case."""
    special = [n for n, token in enumerate(expected.tokens("keys")) if token.get("s") or (expected.block["causal"] and n == 0)]
    if len(special) in (0, len(expected.tokens("keys"))):
        pytest.skip("nothing to hide")
    tab.press("h")
    assert len(texts(tab, RIGHT)) == expected.size()[1] - len(special)
    pin(tab, LEFT, 0)
    steps(tab)
    assert "over all keys" in text(tab, ".at-notes") and "left out" in text(tab, ".at-notes")


def test_norm_weighted(tab, expected):
    """Norm-weighted, a weight counts by the length of the vector it brings; score and softmax stay what they are."""
    l, h = here(expected)
    if not expected.block.get("value_norms") or expected.is_top():
        pytest.skip("no norms here, or the same on shorter texts")
    i = query_of(expected)
    tab.press("n")
    norms, row = expected.norms(l, h), expected.matrix(l, h)[i]
    most = max(w * n for w, n in zip(row, norms))
    point(tab, LEFT, i)
    assert digits(most) in tab.tip["text"] and "norm-weighted" in text(tab, ".at-legend")
    pin(tab, LEFT, i)
    steps(tab)
    j = strongest(expected, l, h, i)
    assert f"= {signed(expected.scores(l, h, i)[1][j])}" in panel(tab) and "norm" in state(tab).split(".")


def test_scorecard(tab, expected):
    """A row of the scorecard shows its head."""
    score = expected.block["scores"][-1]
    row = len(tab.js("[...document.querySelectorAll('.at-scores tbody tr')].map(r => r.dataset.head)")) - 1
    shown = tab.js("row => (r => [Number(r.dataset.layer), Number(r.dataset.head)])(document.querySelectorAll('.at-scores tbody tr')[row])", row)
    assert row > 190 or shown == [score["layer"], score["head"]]
    tab.js("row => document.querySelectorAll('.at-scores tbody tr')[row].cells[0].click()", row)
    tab.settle()
    point(tab, LEFT, 0)
    assert f"layer {shown[0]} · head {shown[1]}" in tab.tip["text"]
    assert tab.js("[...document.querySelectorAll('.at-scores [aria-current]')].map(r => [r.dataset.layer, r.dataset.head].map(Number))") == [shown]


def test_scale(tab, visit, path, expected):
    """Linear as bertviz: a line's fullness is its weight; nothing is drawn below the threshold."""
    l, h = here(expected)
    matrix = expected.matrix(l, h)
    if max(expected.size()) > 64:
        pytest.skip("the same on shorter texts")
    i, j = max(((i, j) for i in range(len(matrix)) for j in range(len(matrix[0]))), key=lambda at: (matrix[at[0]][at[1]] < 0.7, matrix[at[0]][at[1]]))
    tab.press("l")
    point(tab, LEFT, i)
    full = fullness(tab, FIELD, *between(tab, FIELD, i, j, 0.5))
    assert full >= 255 * matrix[i][j] * 0.8 - 4
    bars = [fullness(tab, FIELD, tab.box(RIGHT, k)["right"] - 3, tab.box(RIGHT, k)["y"]) for k in (j,)]
    assert bars[0] == pytest.approx(255 * matrix[i][j] * 0.75, abs=3)
    over = visit(path, f"#view{expected.place}=over50.linear")
    faint = next(((q, k) for q, row in enumerate(matrix) for k, value in enumerate(row) if 0.05 < value < 0.3 and abs(q - k) > 1), None)
    if faint:
        point(over, LEFT, faint[0])
        bar = over.box(RIGHT, faint[1])
        assert fullness(over, FIELD, bar["right"] - 3, bar["y"]) == 0


def test_keyboard(tab, expected):
    """Arrows walk the tokens and change sides, Enter pins, Shift with arrows walks the dimensions; what is reached is said."""
    l, h = here(expected)
    tab.js("document.querySelector('.an .at-left').focus({focusVisible: true})")
    tab.press("ArrowDown")
    assert "position 1" in tab.announced
    tab.press("Home", "ArrowDown", "Enter")
    assert "q1" in state(tab).split(".")
    tab.press("e", "ArrowRight", "Home")
    assert tab.js("document.activeElement.classList.contains('at-right')")
    _, scaled, shares = expected.scores(l, h, 1)
    assert f"score {signed(scaled[0])}" in tab.announced and percent(shares[0]) in tab.announced
    tab.press("Shift+ArrowRight")
    assert "dimension 0" in tab.announced and not tab.tip["hidden"]
    tab.press("Shift+ArrowRight")
    assert "dimension 1" in tab.announced
    tab.press("Enter")
    assert "k0" in state(tab).split(".")
    active = tab.js("document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).dataset.place")
    assert active == "0"
    tab.press("ArrowLeft")
    assert tab.js("document.activeElement.classList.contains('at-left')")
    tab.press("Escape")
    assert state(tab) == "steps"
    tab.press("?")
    assert "sort dimensions" in tab.js("document.getElementById('keys').innerText")


def test_dark(visit, path, expected):
    """The dark theme draws in its own colours: strips too."""
    shots = []
    for theme in ("light", "dark"):
        tab = visit(path, f"#view{expected.place}=steps.q{query_of(expected)}", color_scheme=theme)
        settle(tab)
        tab.allowed.append("willReadFrequently")
        shots.append(tab.js("""(() => { const c = [...document.querySelectorAll('.an .at-canvas')].find(c => c.style.visibility !== 'hidden');
          return [...c.getContext('2d').getImageData(0, 0, c.width, Math.min(200, c.height)).data].join(); })()"""))
        assert tab.js("getComputedStyle(document.querySelector('.an .at-token')).color") != tab.js("getComputedStyle(document.body).backgroundColor")
    assert shots[0] != shots[1]


def test_touch(visit, path, expected):
    """A tap shows, a second pins; the sign opens the steps; a narrow page does not scroll sideways, its steps do."""
    i = min(2, expected.size()[0] - 1)
    tab = visit(path, viewport=PHONE, has_touch=True)
    narrow = "document.documentElement.scrollWidth <= innerWidth"
    assert tab.js(narrow)
    box = tab.box(LEFT, i)
    tab.tap(box["x"], box["y"])
    assert tab.js("document.querySelectorAll('.an .at-left .at-asked').length") == 1 and state(tab) == ""
    tab.tap(box["x"], box["y"])
    assert state(tab) == f"q{i}"
    sign = tab.box(".an-toggle")
    tab.tap(sign["x"], sign["y"])
    settle(tab)
    assert set(state(tab).split(".")) == {f"q{i}", "steps"}
    assert tab.js(narrow) and tab.js("(s => s.scrollWidth > s.clientWidth)(document.querySelector('.an-scroll'))")
    assert tab.js("(t => t.getBoundingClientRect().right <= innerWidth)(document.querySelector('.an-named'))")


def test_address(visit, path, expected):
    """What an address says is what is seen, and said again."""
    i, j = query_of(expected), 0
    whole = f"l{expected.layers[-1]}.linear.head{expected.heads[-1]}.q{i}.k{j}.steps.sorted"
    tab = visit(path, f"#view{expected.place}={whole}")
    settle(tab)
    l, h = len(expected.layers) - 1, len(expected.heads) - 1
    assert f"= {signed(expected.scores(l, h, i)[1][j])}" in panel(tab)
    tab.press("s", "s")
    default = {f"l{expected.layers[-1]}"} if l == expected.start() else set()
    default |= {f"head{expected.heads[-1]}"} if h == expected.start_head() else set()
    assert set(state(tab).split(".")) == set(whole.split(".")) - default


def test_nonsense_in_the_address(addresses, path, expected):
    """Any address opens the page."""
    nonsense = ("l99.head99.q999999.k-1", "steps.steps.qq", "b9.v9.from-zz.norm.rollout", "🙂%", "head.sorted.k0.over999")
    for tab in addresses(path, [f"#view{expected.place}={one}" for one in nonsense]):
        assert tab.js("document.querySelectorAll('.an .at-left .at-token').length") > 0


def test_find(tab, expected):
    """The page's search finds tokens; Enter brings them up."""
    word = next((token["t"] for token in expected.tokens("queries") if re.fullmatch("[A-Za-z]{3,}", token["t"])), None)
    if word is None:
        pytest.skip("no such word")
    tab.press("/")
    tab.page.keyboard.type(word)
    tab.press("Enter")
    assert text(tab, "#found").startswith("1 of")
    assert tab.js("document.querySelectorAll('.an .at-hit').length") > 0 and word.lower() in tab.announced.lower()


def test_svg(tab, expected):
    """The drawing is well-formed, of lines and of steps, and has the tokens and numbers shown; PNG is PNG."""
    i = query_of(expected)
    root = ElementTree.fromstring(tab.saved("svg", expected.place))
    assert len(list(root.iter(f"{SVG}path"))) > 0
    pin(tab, LEFT, i)
    steps(tab)
    root = ElementTree.fromstring(tab.saved("svg", expected.place))
    words = [one.text or "" for one in root.iter(f"{SVG}text")]
    l, h = here(expected)
    _, scaled, shares = expected.scores(l, h, i)
    j = strongest(expected, l, h, i)
    assert signed(scaled[j]) in words and percent(shares[j]) in words and set(STEPS) <= set(words)
    assert tab.saved("png", expected.place)[:8] == b"\x89PNG\r\n\x1a\n"


def test_tsv_at_rest(tab, expected):
    """At rest every weight of the head that the page has is saved."""
    l, h = here(expected)
    matrix, name = expected.matrix(l, h), "weight_at_least" if expected.is_top() else "weight"
    shown = {(int(row["query_position"]), int(row["key_position"])): float(row[name]) for row in tsv(tab, expected)}
    assert len(shown) == sum(
        value > 0 if expected.is_top() else not expected.is_masked(i, j) for i, row in enumerate(matrix) for j, value in enumerate(row))
    assert all(value == pytest.approx(matrix[i][j], abs=1e-4) for (i, j), value in shown.items())


def test_copy(visit, path, expected):
    """The numbers of a query are copied as they would be saved."""
    tab = visit(path, f"#view{expected.place}=steps.q{query_of(expected)}", permissions=["clipboard-read", "clipboard-write"])
    settle(tab)
    tab.js("document.querySelector('.an-top button').click()")
    tab.settle()
    assert tab.js("navigator.clipboard.readText()").replace("\r\n", "\n") == tab.saved("tsv", expected.place).decode()


def test_print(tab):
    """Printed, controls are gone and legends stay."""
    tab.page.emulate_media(media="print")
    tab.js("dispatchEvent(new Event('beforeprint'))")
    assert tab.js("getComputedStyle(document.querySelector('.at-bar')).display") == "none"
    assert tab.js("getComputedStyle(document.querySelector('.at-legend')).display") != "none"


def test_without_module(visit, without_modules):
    """Where the module is lost, the figures that stand for it are there."""
    tab = visit(without_modules)
    tab.allowed.append("has not registered itself")
    assert tab.js("getComputedStyle(document.querySelector('.fallback')).display") != "none"


def test_size(path, expected):
    """The page of the seed's call, 15 tokens of a model with 12 layers of 12 heads of 64, is smaller than 1 MB, in all."""
    layers, heads, tokens, size = expected.block["query"]["shape"]
    if (layers, heads, size) != (12, 12, 64) or tokens > 15:
        pytest.skip("another size")
    assert path.stat().st_size < 1_000_000


@pytest.mark.parametrize("fragment", ["", "#view0=steps"])
def test_measure(measure, fragment):
    """Opening in less than two seconds, and an answer within a frame, taken apart too."""
    opening, hover = measure({"query": ".an .at-left .at-token"}, fragment)
    assert opening < 2000 and max(hover.values()) < 16
