"""The factor explorer: what it paints, tells, pins, remembers and saves is computed here again from the document."""
import json
import math
import re
import xml.etree.ElementTree as ElementTree

import pytest

from browser import PHONE, apart, embedded

SVG = "{http://www.w3.org/2000/svg}"
STEPS = 12


def suits(document):
    return any(figure.get("module") == "factor_explorer" for figure in document["figures"])


def half_up(number):
    return math.floor(number + 0.5)


class Expected:
    """What the explorer has to show, from the data alone."""

    def __init__(self, document):
        self.place = next(i for i, figure in enumerate(document["figures"]) if figure.get("module") == "factor_explorer")
        self.data = document["figures"][self.place]["data"]
        self.tokens = self.data["tokens"]
        self.out = [all(factor["weights"][t] is None for factor in self.data["factors"]) for t in range(len(self.tokens))]
        self.values = [[weight or 0 for weight in factor["weights"]] for factor in self.data["factors"]]

    @property
    def count(self):
        return len(self.values)

    def words(self):
        """The same by whole words: the greatest of the pieces."""
        same = Expected.__new__(Expected)
        same.__dict__.update(self.__dict__)
        same.values = [list(values) for values in self.values]
        for unit in self.units():
            for values in same.values:
                values[unit[0]:unit[-1] + 1] = [max(values[t] for t in unit)] * len(unit)
        return same

    def units(self):
        units = []
        for t, token in enumerate(self.tokens):
            if units and self.tokens[units[-1][-1]]["w"] == token["w"]:
                units[-1].append(t)
            else:
                units.append([t])
        return units

    def paint(self, f, t):
        """The class of token t by the strength of factor f."""
        most = max(self.values[f])
        step = half_up(self.values[f][t] / most * STEPS) if most > 0 else 0
        return f"k{f % 16}s{step}" if step else ""

    def strongest(self, t):
        column = [values[t] for values in self.values]
        return column.index(max(column)) if max(column) > 0 else -1

    def at_rest(self):
        return [self.paint(self.strongest(t), t) if self.strongest(t) >= 0 else "" for t in range(len(self.tokens))]

    def by(self, f):
        return [self.paint(f, t) for t in range(len(self.tokens))]

    def peak(self, f):
        return self.values[f].index(max(self.values[f]))

    def likeness(self, f, g):
        """Pearson's correlation and the share of strength in the same places."""
        a, b = ([value for value, out in zip(self.values[one], self.out) if not out] for one in (f, g))
        ma, mb = sum(a) / len(a), sum(b) / len(b)
        over = sum((x - ma) * (y - mb) for x, y in zip(a, b))
        under = math.sqrt(sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b))
        return over / under, sum(min(x / sum(a), y / sum(b)) for x, y in zip(a, b))


@pytest.fixture
def expected(path):
    return Expected(embedded(path))


def painted(tab):
    """The class that paints each token."""
    return tab.js("""[...document.querySelectorAll('.fx-t')].map(
      t => [...t.classList].find(name => /^k\\d+s\\d+$/.test(name)) ?? '')""")


def marked(tab, name):
    """The tokens with a class."""
    return tab.js("name => [...document.querySelectorAll('.fx-t.' + name)].map(t => Number(t.dataset.t))", name)


def panel(tab):
    return tab.js("document.querySelector('.fx-panel').innerText.replace(/\\s+/g, ' ')")


def state(tab):
    """The explorer's part of the address."""
    found = re.search(r"view\d+=([^&]*)", tab.hash)
    return found[1] if found else ""


def row(tab, f):
    return tab.box(".fx-row", f)


def token(tab, t):
    return tab.box(".fx-t", t)


def test_opening(tab, expected, path):
    """The explorer takes the place of the figures that stand for it, with nothing moving, and has every factor and
    every token of the text as it was written."""
    assert tab.shift() < 0.001
    assert tab.opening() < 5000
    assert tab.js("getComputedStyle(document.querySelector('.fallback')).display") == "none"
    assert tab.js("document.querySelectorAll('.fx-row').length") == expected.count
    texts = tab.js("""[...document.querySelectorAll('.fx-par')].map(line => { const copy = line.cloneNode(true);
      for (const label of copy.querySelectorAll('.fx-quiet')) label.remove();
      return copy.textContent; }).join('\\n')""")
    assert texts == "".join(t["g"] + t["t"] for t in expected.tokens).replace("\r\n", "\n").replace("\r", "\n")
    assert tab.js("document.querySelectorAll('.fx-t').length") == len(expected.tokens)
    assert tab.js("[...document.querySelectorAll('.fx [role=listbox]')].every(l => l.tabIndex === 0 && l.ariaLabel)")


def test_rest(tab, expected):
    """At rest each token has the colour of its strongest factor, as full as it is near that factor's greatest."""
    assert painted(tab) == expected.at_rest()


def test_hover_factor(tab, expected):
    """A factor under the mouse paints all tokens by its strength and tells its words and neurons; then back to rest."""
    for f in {0, expected.count - 1}:
        box = tab.box(".fx-chip", f)
        tab.move(box["x"], box["y"])
        assert painted(tab) == expected.by(f)
        told = panel(tab)
        assert f"factor {f + 1}" in told
        layer, index, _ = expected.data["factors"][f]["neurons"][0]
        assert f"{layer} · {index}" in told
        assert tab.js("document.querySelectorAll('.fx-columns i').length") == len(expected.data["layers"])
    tab.away()
    assert painted(tab) == expected.at_rest()


def test_hover_token(tab, expected):
    """A token under the mouse shows its strength in every factor: in the rows, in the lines, in the panel, exactly."""
    t = expected.peak(0)
    box = token(tab, t)
    tab.move(box["x"], box["y"])
    numbers = tab.js("[...document.querySelectorAll('.fx-row .fx-number')].map(n => n.textContent)")
    for number, values in zip(numbers, expected.values):
        digits = len(number.partition(".")[2])
        assert number == f"{half_up(values[t] * 10 ** digits) / 10 ** digits:.{digits}f}"
    assert tab.js("document.querySelectorAll('.fx-bars .fx-track').length") == expected.count
    best = expected.strongest(t)
    tip = tab.tip
    exact = tab.js("v => String(v)", expected.values[best][t])
    assert exact in tip["text"] and f"factor {best + 1}" in tip["text"] and f"position {t:,}" in tip["text"]
    assert apart(tip, box)
    # The mark in every line is where the line is.
    spark = tab.box(".fx-spark", best)
    dot = tab.js("""f => { const d = document.querySelectorAll('.fx-dot')[f].getBoundingClientRect(), s = d.width / 2;
      return [d.left + s, d.top + s]; }""", best)
    assert abs(dot[0] - (spark["left"] + (t + 0.5) / len(expected.tokens) * spark["width"])) < 1
    top = max(max(values) for values in expected.values)
    assert abs(dot[1] - (spark["bottom"] - expected.values[best][t] / top * (spark["bottom"] - spark["top"]))) < 1.5
    tab.away()
    assert tab.tip["hidden"] and marked(tab, "fx-at") == []


def test_hover_line(tab, expected):
    """A place on a line marks its token in the text."""
    t = expected.peak(0)
    spark = tab.box(".fx-spark", 0)
    tab.move(spark["left"] + (t + 0.5) / len(expected.tokens) * spark["width"], spark["y"])
    [at] = marked(tab, "fx-at")
    assert abs(at - t) <= 2 * len(expected.tokens) / spark["width"] + 1
    assert tab.js("document.querySelector('.fx-readout').textContent").startswith(f"{at:,} “")


def test_pin(tab, visit, path, expected):
    """A click pins a factor or a token, the address leads back to them, another click or Escape lets go."""
    t, f = expected.peak(0), expected.count - 1
    box = row(tab, f)
    tab.click(box["x"], box["y"])
    tab.away()
    assert painted(tab) == expected.by(f)
    box = token(tab, t)
    tab.click(box["x"], box["y"])
    tab.away()
    assert state(tab) == f"f{f + 1}.t{t}" and marked(tab, "fx-held") == [t]
    again = visit(path, tab.hash)
    assert painted(again) == expected.by(f) and marked(again, "fx-held") == [t]
    assert again.tip["text"] == tab.tip["text"] and not again.tip["hidden"]
    box = row(again, f)
    again.click(box["x"], box["y"])
    assert state(again) == f"t{t}"
    again.press("Escape")
    again.away()
    assert again.hash == "" and painted(again) == expected.at_rest() and again.tip["hidden"]


def test_wrong_addresses(addresses, path, expected):
    """An address that means nothing does no harm."""
    wrong = ("f0-99.t99999999", "f1-1-1-1.tx.words.words", "......", "f-1.t-1", "%00.f")
    for tab in addresses(path, [f"#view{expected.place}={one}" for one in wrong]):
        assert tab.js("document.querySelectorAll('.fx-row').length") == expected.count


def test_compare(tab, visit, path, expected):
    """Two factors paint above and below each word; how alike they are is told; three ways lead there."""
    if expected.count < 3:
        return
    box = row(tab, 0)
    tab.click(box["x"], box["y"])
    box = row(tab, 2)
    tab.click(box["x"], box["y"], "Shift")
    assert state(tab) == "f1-3"
    ks = {theme: colours["ks"] for theme, colours in embedded(path, "palette").items()}
    drawn = tab.js("""[...document.querySelectorAll('.fx-t')].map(
      t => [t.style.getPropertyValue('--above'), t.style.getPropertyValue('--below')])""")
    for t, pair in enumerate(drawn):
        for f, colour in zip((0, 2), pair):
            step = int((expected.paint(f, t) or "s0").partition("s")[2])
            assert colour == f"light-dark({ks['light'][f][step]},{ks['dark'][f][step]})"
    correlation, shared = expected.likeness(0, 2)
    told = panel(tab).replace("−", "-")
    assert float(re.search(r"correlation (-?[\d.]+)", told)[1]) == pytest.approx(correlation, abs=0.0051)
    assert float(re.search(r"([\d.]+)% of their strength", told)[1]) == pytest.approx(shared * 100, rel=0.06)
    assert visit(path, tab.hash).js("document.querySelectorAll('.fx-text.fx-two').length") == 1
    # The key c, then a hover or a click joins; the digits do the same with Shift.
    tab.press("Escape", "1", "c")
    box = row(tab, 2)
    tab.move(box["x"], box["y"])
    assert tab.js("document.querySelectorAll('.fx-text.fx-two').length") == 1
    tab.click(box["x"], box["y"])
    assert state(tab) == "f1-3.compare"
    tab.press("Escape", "1", "Shift+Digit3")
    assert state(tab) == "f1-3"
    tab.press("c", "c")
    assert state(tab) == "f1"


def test_words(tab, visit, path, expected):
    """In whole words a word has the greatest strength of its pieces, one frame and one row of the table."""
    words, units = expected.words(), expected.units()
    tab.press("w")
    assert painted(tab) == words.at_rest()
    unit = max(units, key=len)
    box = token(tab, unit[-1])
    tab.move(box["x"], box["y"])
    assert marked(tab, "fx-at") == unit
    assert state(tab) == "words"
    assert painted(visit(path, tab.hash)) == words.at_rest()
    table = tab.saved("tsv", expected.place).decode().splitlines()
    assert len(table) == len(units) + 1
    tab.press("w")
    assert painted(tab) == expected.at_rest()


def test_scales(tab, expected):
    """Strengths as shares of each factor's greatest choose another strongest factor; lines may have their own scale."""
    own = Expected.__new__(Expected)
    own.__dict__.update(expected.__dict__)
    own.values = [[float(f"{v / max(values):.7g}") if max(values) else 0 for v in values] for values in expected.values]
    lines = "[...document.querySelectorAll('.fx-stroke')].map(p => p.getAttribute('d'))"
    common = tab.js(lines)
    tab.press("s")
    at_own = tab.js(lines)
    assert expected.count == 1 or at_own != common
    assert painted(tab) == expected.at_rest()
    tab.press("s", "m")
    assert painted(tab) == own.at_rest()
    for drawn, before in zip(tab.js(lines), at_own):
        assert [float(n) for n in re.findall(r"[\d.]+", drawn)] == \
            pytest.approx([float(n) for n in re.findall(r"[\d.]+", before)], abs=0.02)
    assert state(tab) == "max"


def test_numbers(tab, expected):
    """For readers who cannot see hue, the number of the strongest factor stands over each run of tokens."""
    if tab.js("document.querySelector('.fx').classList.contains('fx-numbered')"):
        tab.press("n")
    tab.press("n")
    numbers = tab.js("""[...document.querySelectorAll('.fx-t')].map(t => Number(t.dataset.n ?? 0))""")
    last = -1
    for t, number in enumerate(numbers):
        f = expected.strongest(t)
        assert number == (f + 1 if f >= 0 and f != last else 0)
        last = f


def test_keyboard(tab, expected):
    """Everything can be reached and pinned with the keyboard, and is said."""
    tab.js("document.querySelector('.fx-list').focus({focusVisible: true})")
    tab.settle()
    assert painted(tab) == expected.by(0) and "factor 1" in tab.announced
    if expected.count > 1:
        tab.press("ArrowDown")
        assert painted(tab) == expected.by(1) and "factor 2" in tab.announced
        assert tab.js("document.activeElement.getAttribute('aria-activedescendant')").endswith("-f2")
        tab.press("ArrowUp")
    tab.press("ArrowRight")
    assert marked(tab, "fx-at") == [expected.peak(0)]
    tab.press("Enter")
    assert state(tab) == "f1"
    assert tab.js("document.querySelector('.fx-row').ariaSelected") == "true"
    tab.press("Escape")
    tab.js("document.querySelector('.fx-text').focus({focusVisible: true})")
    tab.press("Home", "ArrowRight")
    assert marked(tab, "fx-at") == [1] and not tab.tip["hidden"] and "position 1" in tab.announced
    assert tab.js("document.activeElement.getAttribute('aria-activedescendant')").endswith("-t1")
    tab.press("End")
    assert marked(tab, "fx-at") == [len(expected.tokens) - 1]
    tab.press("ArrowUp", "ArrowDown", "Home", "Enter")
    assert state(tab) == "t0"
    tab.press("Escape", str(expected.count if expected.count < 10 else 9))
    assert state(tab) == f"f{expected.count if expected.count < 10 else 9}"
    tab.press("?")
    assert "whole words" in tab.js("document.getElementById('keys').innerText")


def test_search(tab, expected):
    """The search finds words across pieces, leads from one to the next, and forgets on Escape."""
    unit = max(expected.units(), key=lambda unit: (sum(len(expected.tokens[t]["t"]) > 0 for t in unit), unit))
    word = "".join(expected.tokens[t]["t"] for t in unit)
    tab.press("/")
    tab.page.keyboard.insert_text(word.upper())
    hits = marked(tab, "fx-hit")
    assert set(unit) <= set(hits)
    tab.press("Enter")
    assert marked(tab, "fx-at") and not tab.tip["hidden"]
    tab.press("Escape")
    assert marked(tab, "fx-hit") == [] and tab.js("!document.querySelector('.fx-finding')")


def test_touch(visit, path, expected):
    """On a phone all stands in one column; a tap asks, a second tap pins."""
    tab = visit(path, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    assert tab.js("document.documentElement.scrollWidth") <= PHONE["width"]
    box = row(tab, 0)
    tab.tap(box["x"], box["y"])
    assert painted(tab) == expected.by(0) and state(tab) == ""
    tab.tap(box["x"], box["y"])
    assert state(tab) == "f1"
    t = expected.peak(0)
    box = token(tab, t)
    tab.tap(box["x"], box["y"])
    assert not tab.tip["hidden"] and state(tab) == "f1"
    tab.tap(box["x"], box["y"])
    assert state(tab) == f"f1.t{t}"


def test_dark_and_print(tab, expected, path):
    """Colours follow the theme; on paper there are no controls."""
    t = expected.peak(0)
    colour = "t => getComputedStyle(document.querySelectorAll('.fx-t')[t]).backgroundColor"
    light = tab.js(colour, t)
    tab.page.emulate_media(color_scheme="dark")
    assert tab.js(colour, t) != light
    tab.page.emulate_media(media="print")
    assert tab.js(colour, t) == light
    assert tab.js("getComputedStyle(document.querySelector('.fx-bar')).display") == "none"


def test_drawing(visit, path, expected):
    """The saved drawing is what is shown: every token with the colour it has on the page, in both themes."""
    f = expected.count - 1
    tab = visit(path, f"#view{expected.place}=f{f + 1}.t{expected.peak(f)}")
    text = tab.saved("svg", expected.place).decode()
    root = ElementTree.fromstring(text)
    palette = embedded(path, "palette")
    fills = [rect.get("fill") for rect in root.iter(f"{SVG}rect") if re.fullmatch(rf"k{f % 16}s\d+", rect.get("class", ""))]
    steps = [int(paint.partition("s")[2]) for paint in expected.by(f) if paint]
    assert sorted(set(fills)) == sorted({palette["light"]["ks"][f % 16][step] for step in steps})
    assert len(fills) >= len(steps)
    words = [one.text for one in root.iter(f"{SVG}text")]
    shown = [t["t"] for t in expected.tokens if t["t"].isascii() and t["t"].isalpha()]
    assert all(word in words for word in shown)
    assert len(list(root.iter(f"{SVG}path"))) == 2 * expected.count
    assert f"factor {f + 1}" in root.find(f"{SVG}desc").text
    style = root.find(f"{SVG}style").text
    assert f".k{f % 16}s{STEPS}{{fill:{palette['dark']['ks'][f % 16][STEPS]}}}" in style
    assert tab.saved("png", expected.place).startswith(b"\x89PNG\r\n\x1a\n")
    rest = visit(path).saved("svg", expected.place).decode()
    assert rest != text


def test_table(tab, expected, path):
    """The saved table has every strength with all its digits; the saved document is the document."""
    lines = [line.split("\t") for line in tab.saved("tsv", expected.place).decode().splitlines()]
    assert len(lines) == len(expected.tokens) + 1
    assert lines[0][4:] == [f"factor_{f + 1}" for f in range(expected.count)]
    for t, cells in enumerate(lines[1:]):
        assert int(cells[0]) == t
        assert [float(cell) if cell else None for cell in cells[4:]] == \
            [factor["weights"][t] if not expected.out[t] else None for factor in expected.data["factors"]]
        assert cells[3] == ("" if expected.strongest(t) < 0 else str(expected.strongest(t) + 1))
    assert json.loads(tab.saved("json", -1)) == tab.document


def test_no_scripts(visit, path):
    """Without scripts the figures that stand for the explorer are there."""
    tab = visit(path, java_script_enabled=False)
    assert tab.page.locator(".fallback").is_visible()


@pytest.mark.parametrize("broken", ["throw new Error('broken')", "}{", "globalThis.explainerViews = {factor_explorer: 3}",
                                    "(globalThis.explainerViews ??= {}).factor_explorer = (m) => { m.append('x'); null.x; }"])
def test_broken_module(visit, path, tmp_path, broken):
    """A module that fails leaves the page whole: the figures are there, and one line says why."""
    text = re.sub(r'(<script type="module" data-module="factor_explorer">).*?(</script>)', lambda m: m[1] + broken + m[2],
                  path.read_text(encoding="utf-8"), flags=re.S)
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    tab = visit(copy)
    tab.allowed = ["broken", "Unexpected token", "view factor_explorer", "Cannot read properties"]
    assert tab.page.locator(".fallback").is_visible()
    assert "could not start" in tab.js("document.querySelector('.mount').innerText")
    assert tab.js("document.querySelector('.mount').children.length") == 1


def test_measure(measure):
    """Opening in less than a second, and an answer within a frame."""
    opening, hover = measure({"factor": ".fx-row", "token": ".fx-t"})
    assert opening < 1000 and max(hover.values()) < 16
