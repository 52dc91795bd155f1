"""Of a long text a page has not all weights; what it says all the same is true of every one of them.

The truth is in the tensors that were written with the page, `PAGE.safetensors` beside `PAGE.html`.
"""
import array
import functools
import json
import re

import pytest
from attention import Attention, choose, least
from browser import embedded

# Half precision has 11 bits; and four digits of it are written.
CLOSE = {"rel": 1.2e-3, "abs": 2e-6}
NUMBER = re.compile(r"-?\d[-\d.e]*")


def view(document):
    return next((figure for figure in document["figures"] if str(figure.get("module", "")).startswith("attention_")), None)


def suits(document):
    figure = view(document)
    return figure is not None and figure["data"]["variants"][0]["blocks"][0]["weights"]["type"] == "top"


@functools.lru_cache(maxsize=4)
def tensors(path):
    """{name: (shape, numbers)} of a file of safetensors, in single precision."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    assert all(one["dtype"] == "F32" for one in header.values())
    return {name: (one["shape"], array.array("f", data[8 + size + one["data_offsets"][0]:8 + size + one["data_offsets"][1]]))
            for name, one in header.items()}


class Truth(Attention):
    """A page's attention, and every weight of it."""

    def __init__(self, path):
        document = embedded(path)
        super().__init__(document, view(document)["module"])
        self.view = re.match(r"attention_(\w+)_view", view(document)["module"])[1]
        self.shape, self.numbers = tensors(path.with_suffix(".safetensors"))["attention"]
        _, (_, self.norm) = self.shape, tensors(path.with_suffix(".safetensors"))["value_norms"]

    def weight(self, l, h, i, j):
        _, H, Q, K = self.shape
        return self.numbers[((l * H + h) * Q + i) * K + j]

    def row(self, l, h, i):
        _, H, Q, K = self.shape
        at = ((l * H + h) * Q + i) * K
        return self.numbers[at:at + K]

    def mean_row(self, l, heads, i):
        return [sum(values) / len(heads) for values in zip(*(self.row(l, h, i) for h in heads))]

    def norms(self, l, h):
        _, H, _, K = self.shape
        return self.norm[(l * H + h) * K:(l * H + h + 1) * K]

    @property
    def all_heads(self):
        return range(len(self.heads))


@pytest.fixture
def truth(path):
    return Truth(path)


@pytest.fixture
def only(truth):
    """Skips what is about another view."""
    def only(name):
        if truth.view != name:
            pytest.skip(f"the {name} view")
    return only


def is_between(value, low, high):
    return value >= low * (1 - 1.2e-3) - 2e-6 and value <= high * (1 + 1.2e-3) + 2e-6


def listed(tab):
    """The rows of the head view's list: (query, key, its numbers)."""
    return tab.js("""[...document.querySelectorAll('.ah-strongest tr[data-i]')].map(row => [
      row.dataset.i === '' ? null : Number(row.dataset.i), row.dataset.j === '' ? null : Number(row.dataset.j),
      [...row.querySelectorAll('td.number')].map(cell => cell.innerText)])""")


def loose(tab, selector):
    """The most that something not listed may have; 0 where nothing is said of it."""
    found = re.search(r"may have up to ([\d.]+)", tab.js(f"document.querySelector('{selector}').innerText"))
    return float(found[1].rstrip(".")) if found else 0


def rows(tab, truth):
    """Some 400 rows of the saved numbers, all of which are whole: [(the cells that say where, {name: (least, most)})]."""
    first, *lines = tab.saved("tsv", truth.place).decode().splitlines()
    names = first.split("\t")
    at = {name.removesuffix("_at_least"): n for n, name in enumerate(names) if name.endswith("_at_least")}
    assert at and all(names[n + 1] == f"{name}_at_most" for name, n in at.items())
    cells = [line.split("\t") for line in lines]
    assert {len(one) for one in cells} == {len(names)}
    assert all(NUMBER.fullmatch(one[n]) and NUMBER.fullmatch(one[n + 1]) for one in cells for n in at.values())
    assert len(cells) > 20
    return [(dict(zip(names, one)), {name: (float(one[n]), float(one[n + 1])) for name, n in at.items()})
            for one in cells[::max(1, len(cells) // 400)]]


def fragment(truth, state):
    return f"#view{truth.place}={state}"


def test_notes(tab, truth):
    """The page says what it has."""
    k = truth.block["weights"]["k"]
    assert f"the page has the {k} greatest weights of each row" in tab.js("document.querySelector('.at-notes').textContent.toLowerCase()")
    assert "computed from every weight" in tab.js("document.body.textContent")


def test_means(tab, truth, addresses, path, only):
    """The mean over all heads is that of every weight: the strongest pairs of the layer, and of any row."""
    only("head")
    l, (Q, K) = truth.start(), truth.size()
    every = sorted(((value, i, j) for i in range(Q) for j, value in enumerate(truth.mean_row(l, truth.all_heads, i))), reverse=True)
    shown = listed(tab)
    assert len(shown) == 10
    for (i, j, numbers), (value, _, _) in zip(shown, every):
        assert "≥" not in numbers[0] and least(numbers[0]) == pytest.approx(value, abs=6e-4)
        assert truth.mean_row(l, truth.all_heads, i)[j] == pytest.approx(value, **CLOSE)
    queries = (1, Q // 3, Q // 2, Q - 2)
    for i, pinned in zip(queries, addresses(path, [fragment(truth, f"q{i}") for i in queries])):
        mean = truth.mean_row(l, truth.all_heads, i)
        shown = listed(pinned)
        for (_, j, numbers), value in zip(shown, sorted(mean, reverse=True)):
            assert mean[j] == pytest.approx(value, **CLOSE) and least(numbers[0]) == pytest.approx(value, abs=6e-4)


@pytest.mark.parametrize("state", ["", "norm"])
def test_some_heads(truth, visit, path, only, state):
    """Of heads of the reader's choice each mean has at least what is shown, and what is not listed at most what is said."""
    only("head")
    l, heads = truth.start(), [0, len(truth.heads) - 1]
    chosen = "-".join(str(truth.heads[h]) for h in heads)
    tab = visit(path, fragment(truth, ".".join([*filter(None, [state]), f"h{chosen}"])))
    factors = [truth.norms(l, h) if state else None for h in heads]
    means = {}
    for i in range(truth.size()[0]):
        for j, values in enumerate(zip(*(truth.row(l, h, i) for h in heads))):
            means[i, j] = sum(value * (factor[j] if factor else 1) for value, factor in zip(values, factors)) / len(heads)
    shown = listed(tab)
    for i, j, numbers in shown:
        value = means.pop((i, j))
        bound = least(numbers[0])
        assert (value >= bound * 0.998 - 1e-6) if "≥" in numbers[0] else value == pytest.approx(bound, rel=2e-3, abs=6e-4)
    top = max(means.values())
    assert top <= max(loose(tab, ".ah-loose"), least(shown[-1][2][0])) * 1.002 + 1e-6


@pytest.mark.parametrize("state", ["", "norm", "words", "hidden", "rescaled", "norm.rescaled", "norm.words.rescaled"])
def test_table(truth, visit, path, state):
    """What is saved of every view and choice is true: each weight is between the two numbers of its pair."""
    if truth.view == "neuron" and "words" in state:
        pytest.skip("the neuron view has no words")
    l = truth.start() if truth.view != "model" else 1
    place = next(unit[0] for unit in truth.words("left") if unit[0] >= truth.size()[0] // 2)
    at = {"head": f"q{place}", "neuron": "", "model": f"at{truth.layers[l]}-m"}[truth.view]
    tab = visit(path, fragment(truth, ".".join(filter(None, [state, at]))))
    is_norm, is_word, is_rescaled = "norm" in state, "words" in state, "rescaled" in state
    start = {unit[0]: unit for unit in (truth.words("left") if is_word else [[t] for t in range(truth.size()[0])])}
    # Of causal attention the first is hidden too, and the whole word that begins with it.
    out = {t for first, unit in start.items() for t in unit
           if ("hidden" in state or is_rescaled) and (truth.tokens("right")[first].get("s") or (truth.block["causal"] and first == 0))}

    @functools.lru_cache(maxsize=4096)
    def row(h, first):
        """By tokens looked at, those hidden left out, rescaled where asked for."""
        unit, factor = start[first], truth.norms(l, h) if is_norm else [1] * truth.size()[1]
        mean = [sum(values) / len(unit) * one for values, one in zip(zip(*(truth.row(l, h, t) for t in unit)), factor)]
        left = sum(value for t, value in enumerate(mean) if t not in out)
        scale = sum(mean) / left if is_rescaled else 1
        return [value * scale for value in mean]

    heads = {"head": list(truth.all_heads), "neuron": [truth.start_head()], "model": list(truth.all_heads)}[truth.view]
    for cells, numbers in rows(tab, truth):
        i, j = int(cells["query_position"]), int(cells["key_position"])
        assert i not in out and j not in out
        values = [sum(row(h, i)[t] for t in start[j]) for h in heads]
        if truth.view != "head":
            values = [sum(values) / len(values)]
        assert len(values) == len(numbers)
        for value, (low, high) in zip(values, numbers.values()):
            assert low <= high and is_between(value, low, high), (state, i, j)


def test_mean_cells(truth, addresses, path, only):
    """At the ends of the grid stand means over every weight: of a layer's heads, of a head's layers, of all."""
    only("model")
    L, Q = len(truth.layers), truth.size()[0]
    i = Q // 2
    def name(l, h): return f"{'m' if l is None else truth.layers[l]}-{'m' if h is None else truth.heads[h]}"
    cells = ((0, None), (None, 0), (None, None))
    for (l, h), tab in zip(cells, addresses(path, [fragment(truth, f"at{name(*cell)}.q{i}") for cell in cells])):
        layers, heads = range(L) if l is None else [l], truth.all_heads if h is None else [h]
        mean = [sum(values) / len(layers) for values in zip(*(truth.mean_row(one, heads, i) for one in layers))]
        pairs = tab.js("[...document.querySelectorAll('.am-pair .am-number')].map(one => one.textContent)")
        assert len(pairs) == 6
        for text, value in zip(pairs, sorted(mean, reverse=True)):
            assert "≥" not in text and least(text) == pytest.approx(value, rel=6e-3)


def told_sum(tab):
    found = re.search(r"(?:with|^) ?([\d.]+)(?: to ([\d.]+))? (?:in all|over all shown)", tab.tip["text"], re.M)
    assert found, tab.tip["text"]
    return found


@pytest.mark.parametrize("side", ["left", "right"])
def test_sums(truth, visit, path, side):
    """What a token gives and gets in all is told of every weight."""
    if truth.view == "head":
        pytest.skip("it tells no such sums")
    l, h, t = truth.start(), truth.start_head(), truth.size()[0] // 2
    state = {"neuron": "", "model": f"at{truth.layers[l]}-{truth.heads[h]}.lines"}[truth.view]
    tab = visit(path, fragment(truth, state))
    prefix = {"neuron": ".an", "model": ".am-panel"}[truth.view]
    box = tab.box(f"{prefix} .at-{side} .at-token", t)
    tab.move(box["x"], box["y"])
    found = told_sum(tab)
    values = truth.row(l, h, t) if side == "left" else [truth.weight(l, h, i, t) for i in range(truth.size()[0])]
    assert found[2] is None and float(found[1]) == pytest.approx(sum(values), rel=6e-3)


def test_vectors_that_are_not_there(truth, visit, path, only, tmp_path):
    """A layer whose queries and keys are not in the page says so and how to get them; its weights are there."""
    only("neuron")
    kept, document = truth.start(), embedded(path)
    block = view(document)["data"]["variants"][0]["blocks"][0]
    for name in ("query", "key"):
        block[name]["layers"] = [one if l == kept else None for l, one in enumerate(block[name]["layers"])]
    text = path.read_text(encoding="utf-8")
    start = text.index('<script type="application/json" id="document">') + len('<script type="application/json" id="document">')
    made = json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")
    copy = tmp_path / path.name
    copy.write_text(text[:start] + made + text[text.index("</script>", start):], encoding="utf-8")
    tab = visit(copy)
    other = next(l for l in range(len(truth.layers)) if l != kept)
    def steps(): return tab.js("[...document.querySelectorAll('.an-expanded')].length")
    tab.press("e")
    assert steps() == 1
    choose(tab, "Layer", str(truth.layers[other]))
    assert steps() == 0
    hint = tab.js("document.querySelector('.an-hint').textContent")
    assert f"No queries and keys of layer {truth.layers[other]}" in hint and f"--layer {truth.layers[other]}" in hint
    assert f"layer {truth.layers[kept]} only" in hint
    tab.press("e", "s")
    assert steps() == 0
    box = tab.box(".an .at-left .at-token", 3)
    tab.move(box["x"], box["y"])
    assert "looks most at" in tab.tip["text"]
    choose(tab, "Layer", str(truth.layers[kept]))
    assert steps() == 1
