"""Figures that the program draws itself: how they answer the mouse, the keyboard, touch and the search, what the
address remembers, and what can be saved. The figures that stand for a plugin's view are tested as if it were lost."""
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from browser import PHONE, apart

# The figures of the page that are drawn as HTML, in order.
UNITS = ("[...document.querySelectorAll('main > section.figure:not([data-kind=view]), "
         "main > section.figure:not(.mounted) .part')]")

# Where cell (r, c) of such a figure is, by its type; brought into view.
LOCATE = """([i, r, c]) => {
  const part = %s[i], canvas = part.querySelector('.cells');
  let box, printed = '';
  if (canvas) {
    const d = canvas.dataset, s = Number(d.size);
    canvas.parentElement.scrollLeft = Number(d.left) + c * s - canvas.parentElement.clientWidth / 2;
    scrollTo(0, canvas.getBoundingClientRect().top + scrollY + Number(d.top) + r * s - innerHeight / 2);
    const area = canvas.getBoundingClientRect();
    box = new DOMRect(area.left + Number(d.left) + c * s, area.top + Number(d.top) + r * s, s, s);
  } else {
    const cell = {
      matrix: () => part.querySelector('.grid').tBodies[0].rows[r].cells[c + 1],
      tokens: () => part.querySelectorAll('.tok')[c],
      bars: () => part.querySelector('.bars').rows[r].cells[1],
      table: () => part.querySelector('.plain').tBodies[0].rows[r].cells[c],
      lines: () => part.querySelectorAll('circle')[c],
    }[part.dataset.kind]();
    cell.scrollIntoView({block: 'center', inline: 'center'});
    box = cell.getClientRects()[0];
    printed = {matrix: () => cell.querySelector('b').textContent, bars: () => cell.textContent}[part.dataset.kind]?.() ?? '';
  }
  return {printed, left: box.left, right: box.right, top: box.top, bottom: box.bottom,
          x: box.left + Math.min(box.width, 40) / 2, y: (box.top + box.bottom) / 2};
}""" % UNITS


def suits(document):
    return True


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


def units(document):
    """The figures in the order of UNITS, as (place, address, figure); those without cells left out."""
    every = []
    for index, figure in enumerate(document["figures"]):
        if figure["type"] == "view":
            every += [(f"{index}-{place}", part) for place, part in enumerate(figure["fallback"])]
        else:
            every.append((str(index), figure))
    return [(place, address, figure) for place, (address, figure) in enumerate(every) if cells(figure)]


@pytest.fixture
def page(path, without_modules, visit):
    """Opens the page, without the modules of views."""
    def page(fragment="", **options):
        tab = visit(without_modules, fragment, **options)
        if any(figure["type"] == "view" for figure in tab.document["figures"]):
            tab.allowed = ["has not registered itself"]
        return tab

    return page


def test_opening(page, path):
    """Nothing moves while the page opens, and its script colours strips as the program does. Where a view is lost, a line
    that says so comes in front of the figures that stand for it."""
    tab = page()
    assert tab.allowed or tab.shift() < 0.001
    assert tab.opening() < 5000
    written = re.findall(r'class="tok(?: ([^"]*))?"', path.read_text(encoding="utf-8"))
    drawn = tab.js("[...document.querySelectorAll('.tok')].map(t => [...t.classList]"
                   ".filter(c => c !== 'tok' && c !== 'cell').sort().join(' '))")
    assert [" ".join(sorted(names.split())) for names in written] == drawn


def test_mouse(page):
    """A cell under the mouse tells its exact number beside it, and no longer when the mouse has left."""
    tab = page()
    for place, _, figure in units(tab.document):
        known = cells(figure)
        for r, c, value in {known[0], known[len(known) // 2], known[-1]}:
            where = f"figure {place} ({figure['type']}), cell {r},{c}"
            box = tab.js(LOCATE, [place, r, c])
            tab.move(box["x"], box["y"])
            tip = tab.tip
            assert not tip["hidden"], where
            if value:
                texts = tab.js("v => [String(v), Number((v * 100).toPrecision(12)) + '%']", value)
                shown = tip["text"].replace(",", "").replace("−", "-")
                assert any(text in shown for text in texts), (where, texts, tip["text"])
            # The script's own numbers are printed as the program's are.
            assert box["printed"] in tip["text"], where
            assert apart(tip, box), f"{where}: the tooltip covers its cell"
        tab.away()
        assert tab.tip["hidden"]


def test_keyboard(page):
    """Arrows move from cell to cell and say where they are; Enter pins, Escape lets go."""
    tab = page()
    for place, address, figure in units(tab.document):
        tab.js(f"{UNITS}[{place}].querySelector('[tabindex]').focus({{focusVisible: true}})")
        tab.settle()
        first = tab.tip
        assert not first["hidden"]
        places = {(r, c) for r, c, _ in cells(figure)}
        tab.press("ArrowDown" if figure["type"] == "bars" or len({c for _, c in places}) == 1 else "ArrowRight")
        assert len(places) == 1 or tab.tip["text"] != first["text"]
        assert tab.announced != ""
        assert tab.js("!!document.activeElement.getAttribute('aria-activedescendant')")
        tab.press("Enter")
        assert f"cell={address}." in tab.hash
        tab.press("Escape")
        assert tab.hash == "" and tab.tip["hidden"]


def test_address(page, addresses, without_modules):
    """What is pinned stays, and its address leads back to it and to the colours chosen; other addresses do no harm."""
    tab = page()
    if not units(tab.document):
        return
    place, address, figure = units(tab.document)[-1]
    r, c, _ = cells(figure)[-1]
    box = tab.js(LOCATE, [place, r, c])
    tab.click(box["x"], box["y"])
    fragment, text = tab.hash, tab.tip["text"]
    assert f"cell={address}.{r}.{c}" in fragment
    tab.away()
    assert tab.tip["text"] == text and not tab.tip["hidden"]
    again = page(fragment + "&theme=dark")
    assert again.tip["text"] == text and not again.tip["hidden"]
    assert again.js("document.documentElement.dataset.theme") == "dark"
    for other in addresses(without_modules, ["#cell=99.1.1&series0=77&theme=%3Cb%3E&find=", "#cell=0.-1.x", "#view0=%F0%9F&cell"]):
        other.allowed = again.allowed
        assert other.tip["hidden"]


def test_search(page):
    """The search counts and shows what it found, leads there, and forgets on Escape."""
    tab = page()
    labels = json.dumps([figure for _, _, figure in units(tab.document)], ensure_ascii=False)
    words = [word for word in re.findall(r'"token": " ?([^"\\\s]+)', labels)]
    if not words:
        return
    tab.press("/")
    assert tab.js("document.activeElement.id") == "find"
    tab.page.keyboard.insert_text(words[0])
    assert tab.js("document.getElementById('found').textContent").endswith("found")
    assert tab.js("Boolean(document.querySelector('.hit, .cells'))")
    tab.press("Enter")
    assert not tab.tip["hidden"]
    tab.press("Escape")
    assert tab.js("document.getElementById('find').value") == ""
    assert tab.js("document.querySelectorAll('.hit, .finding').length") == 0


def test_keys(page):
    """? lists the keys, Escape closes the list."""
    tab = page()
    tab.press("?")
    assert tab.js("document.getElementById('keys').open")
    tab.press("Escape")
    assert not tab.js("document.getElementById('keys').open")


def test_themes(page):
    """Light and dark follow the system until one is chosen."""
    tab = page()

    def ground():
        return tab.js("getComputedStyle(document.documentElement).backgroundColor")

    light = ground()
    tab.page.emulate_media(color_scheme="dark")
    assert ground() != light
    tab.page.locator("#theme").click()
    assert ground() == light


def test_saving(page):
    """Every file is what its name says."""
    tab = page()
    for kind, figure in tab.saves():
        content = tab.saved(kind, figure)
        if kind == "svg":
            assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
        elif kind == "png":
            assert content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 500
        elif kind == "json":
            assert json.loads(content) == tab.document
        elif kind == "tsv":
            assert content.count(b"\n") > 1 and b"\t" in content


def test_phone(page):
    """Nothing scrolls sideways on a narrow screen; a tap asks, a second one pins."""
    tab = page(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    assert tab.js("document.documentElement.scrollWidth") <= PHONE["width"]
    if not units(tab.document):
        return
    place, _, figure = units(tab.document)[0]
    r, c, _ = cells(figure)[0]
    box = tab.js(LOCATE, [place, r, c])
    tab.tap(box["x"], box["y"])
    assert not tab.tip["hidden"] and "cell=" not in tab.hash
    tab.tap(box["x"], box["y"])
    assert "cell=" in tab.hash


def test_measure(page, request, capsys):
    """With --measure: how long the page takes to open, and each figure to answer."""
    if not request.config.getoption("--measure"):
        pytest.skip("only with --measure")
    tab = page()
    lines = [f"{tab.path.name}: opens in {tab.opening():.0f} ms"]
    for place, _, figure in units(tab.document):
        times = tab.js("""(i) => {
          const element = %s[i].querySelector('[tabindex]'), area = element.getBoundingClientRect(), times = [];
          for (let k = 0; k < 60; k += 1) {
            const x = area.left + area.width * (k + 0.5) / 60, y = area.top + area.height * ((k * 7) %% 60 + 0.5) / 60;
            const target = document.elementFromPoint(x, y) ?? element;
            const start = performance.now();
            (element.contains(target) ? target : element).dispatchEvent(new PointerEvent('pointermove',
              {clientX: x, clientY: y, bubbles: true, pointerType: 'mouse'}));
            document.body.offsetHeight;
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b);
        }""" % UNITS, place)
        lines.append(f"  figure {place} ({figure['type']}): hover {times[30]:.1f} ms, slowest of 20: {times[57]:.1f} ms")
    with capsys.disabled():
        print("\n" + "\n".join(lines))
