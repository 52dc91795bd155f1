"""The report of a study: its contents, its views, the search over all of it, what the address remembers, and what can be
saved. Figures and views are tested on pages of their own; here it matters that many of them stand on one page."""
import collections
import json
import re
import time
import xml.etree.ElementTree as ElementTree

import pytest

from browser import PHONE

REPORTS = True

STOPS = "[...document.querySelectorAll('#contents a')].map(a => a.hash.slice(1))"
VIEWS = "[...document.querySelectorAll('.figure[data-kind=view]')]"


def suits(report):
    return True


def entries(report):
    """The entries in order, with what the address calls them."""
    for number, section in enumerate(report["sections"], 1):
        for entry in section["entries"]:
            yield number, entry


def explained(report):
    return [entry["document"] for _, entry in entries(report) if entry["outcome"] == "explained"]


def come(tab, name):
    """Goes to a part by its link, and waits until the page has come to rest."""
    tab.js("name => document.querySelector(`#contents a[href=\"#${name}\"]`).click()", name)
    rest(tab)


def rest(tab):
    """Waits until the page has been still for a third of a second: as long as it holds the part it went to in its place."""
    before, calm = None, 0
    for _ in range(200):
        tab.page.wait_for_timeout(50)
        now = tab.js("[scrollY, document.documentElement.scrollHeight, document.querySelectorAll('.pending').length]")
        before, calm = now, calm + 1 if now == before else 0
        if calm > 6:
            return


def search(tab, word):
    """What the search says when it is done."""
    tab.press("/")
    assert tab.js("document.activeElement.id") == "find"
    tab.page.keyboard.insert_text(word)
    for _ in range(2000):
        text = tab.js("document.getElementById('found').textContent")
        if text.endswith("found"):
            return text
        tab.page.wait_for_timeout(10)
    raise AssertionError(text)


def top(tab, name):
    return tab.js("name => document.getElementById(name).getBoundingClientRect().top", name)


def at_the_end(tab):
    return tab.js("scrollY + innerHeight >= document.documentElement.scrollHeight - 2")


def test_opening(tab):
    """The page opens at once and nothing moves; views further down have not started."""
    assert tab.opening() < 5000
    assert tab.shift() < 0.001
    if len(tab.js(VIEWS + ".map(v => v.id)")) > 4:
        assert tab.js(VIEWS + ".filter(v => v.matches('.pending')).length") > 0
    assert tab.js("!document.documentElement.classList.contains('waiting')")


def test_words(tab):
    """What failed, what was left out and what is missing is said, in the contents too."""
    text = tab.js("document.querySelector('main').innerText")
    for note in tab.document["notes"]:
        assert " ".join(note.split()) in " ".join(text.split())
    for _, entry in entries(tab.document):
        if entry["outcome"] != "explained":
            assert " ".join(entry["reason"].split()) in " ".join(text.split())
    states = tab.js("[...document.querySelectorAll('#contents .state')].map(s => s.textContent)")
    outcomes = collections.Counter(entry["outcome"] for _, entry in entries(tab.document))
    assert states.count("failed") == outcomes["failed"] and states.count("left out") == outcomes["skipped"]
    assert tab.document["script"]["name"] in text and tab.document["program"] in text
    for model in tab.document["models"]:
        assert model.get("sha256", "") in text


def test_contents(tab):
    """Every link brings its part to the top of the screen and is marked; the browser's way back leads back."""
    names = tab.js(STOPS)
    assert len(set(names)) == len(names)
    for name in names[::max(1, len(names) // 8)] + [names[-1]]:
        come(tab, name)
        assert abs(top(tab, name) - 8) < 3 or at_the_end(tab), name
        assert tab.hash.lstrip("#").split("&")[0] == name
        assert at_the_end(tab) or tab.js("document.querySelector('#contents [aria-current]').hash") == "#" + name
    come(tab, names[0])
    come(tab, names[-1])
    tab.page.go_back()
    rest(tab)
    assert tab.hash == "#" + names[0]
    assert tab.js("document.querySelector('.contents').getBoundingClientRect().bottom > 0")


def test_keyboard(tab):
    """j and k go from explanation to explanation, g goes to the contents, where one link has the keyboard."""
    sheets = tab.js("[...document.querySelectorAll('[data-sheet]')].map(s => s.id)")
    for name in sheets[:3]:
        tab.press("j")
        rest(tab)
        assert tab.hash == "#" + name and (abs(top(tab, name) - 8) < 3 or at_the_end(tab))
    tab.press("k")
    rest(tab)
    assert tab.hash == "#" + sheets[min(len(sheets), 3) - 2]
    tab.press("g", "Home")
    names = tab.js(STOPS)
    assert tab.js("document.activeElement.hash") == "#" + names[0]
    assert tab.js("document.querySelectorAll('#contents a[tabindex=\"0\"]').length") == 1
    tab.press("ArrowDown", "Enter")
    rest(tab)
    assert tab.hash == "#" + names[1]
    assert tab.js("document.activeElement.id") == names[1]


def test_address(tab, addresses, path):
    """An address leads to its part, also when all above it has yet to take its size."""
    names = tab.js(STOPS)
    parts = (names[len(names) // 2], names[-2])
    for name, again in zip(parts, addresses(path, ["#" + name for name in parts])):
        rest(again)
        assert abs(top(again, name) - 8) < 3 or at_the_end(again), name
    for other in addresses(path, ["#s99-x", "#main", "#%F0", "#cell=s1-x_0.1.1&views1-x_0=z", "#keys", "#cell=_0.0.0"]):
        assert other.tip["hidden"] and not other.js("document.getElementById('keys').open")


def start_all(tab):
    """Comes near every part once."""
    for name in tab.js("[...document.querySelectorAll('[data-sheet]')].map(s => s.id)"):
        come(tab, name)
        for place in tab.js("name => [...document.getElementById(name).querySelectorAll('.figure')].map(f => f.id)", name):
            tab.js("id => document.getElementById(id).scrollIntoView()", place)
            rest(tab)


def test_views(tab, path):
    """Every view starts when it comes near; a module is on the page once; no two elements have one id."""
    start_all(tab)
    assert tab.js("document.querySelectorAll('.pending').length") == 0
    for view in tab.js(VIEWS + ".map(v => [v.matches('.mounted'), v.querySelector('.mount').offsetHeight])"):
        assert view[0] and view[1] > 40
    used = {figure["module"] for document in explained(tab.document) for figure in document["figures"] if figure["type"] == "view"}
    there = re.findall(r'<script type="module" data-module="(\w+)">', path.read_text(encoding="utf-8"))
    assert sorted(there) == sorted(used)
    assert tab.js("(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length - new Set(ids).size })()") == 0
    assert tab.js("document.documentElement.scrollWidth") <= 1280


def test_keys_of_views(tab):
    """A key goes to the view that the reader is at, and to no other of its kind."""
    heads = [f"s{number}" for number, entry in entries(tab.document) if entry["outcome"] == "explained"
             and any(figure.get("module") == "attention_head_view" for figure in entry["document"]["figures"])]
    if len(heads) < 2:
        return
    views = tab.js("[...document.querySelectorAll('[data-view=attention_head_view]')].map(v => [v.closest('[data-sheet]').id, v.id.slice(1)])")
    for sheet, address in views[:2]:
        come(tab, sheet)
        tab.press("]")
        state = tab.hash.split("&")
        assert sum(part.startswith("view") for part in state) == 1 and any(part.startswith(f"view{address}=") for part in state)
        tab.press("[")
    tab.press("?")
    listed = tab.js("[...document.querySelectorAll('#keys .views')].map(r => r.textContent)")
    assert "in the attention head view:" in listed and len(set(listed)) == len(listed)


def test_state(tab, visit, path):
    """A view's state and a pinned cell stand in the address and come back, wherever on the page they are."""
    views = tab.js("[...document.querySelectorAll('[data-view=attention_head_view]')].map(v => [v.closest('[data-sheet]').id, v.id.slice(1)])")
    if not views:
        return
    sheet, address = views[-1]
    come(tab, sheet)
    tab.press("]", "w")
    fragment = tab.hash
    again = visit(path, fragment)
    rest(again)
    assert again.js("id => document.getElementById(id).matches('.mounted')", "f" + address)
    again.press("t", "t", "t")
    assert again.hash == fragment


def test_pinning(tab, visit, path):
    """A cell of any figure can be pinned; its address leads back to it."""
    figures = tab.js("[...document.querySelectorAll('.figure[data-kind=matrix], .figure[data-kind=table]')]"
                     ".filter(f => f.querySelector('tbody')).map(f => [f.closest('[data-sheet]').id, f.id])")
    for sheet, figure in (figures[0], figures[-1]):
        come(tab, sheet)
        tab.js("id => document.getElementById(id).scrollIntoView({block: 'center'})", figure)
        rest(tab)
        box = tab.box(f"#{figure} tbody tr:last-child td:last-child")
        tab.click(box["x"], box["y"])
        assert f"cell={figure[1:]}." in tab.hash
        text = tab.tip["text"]
        again = visit(path, tab.hash)
        rest(again)
        assert not again.tip["hidden"] and again.tip["text"] == text
        again.press("Escape")
        assert again.tip["hidden"] and "cell=" not in again.hash


def test_search(tab):
    """The search counts over the whole report, says in the contents where, and leads from one to the next, into views that
    have not started too."""
    labels = json.dumps([document["figures"] for document in explained(tab.document)], ensure_ascii=False)
    words = collections.Counter(re.findall(r'"token": " ?([a-z]{3,})"', labels))
    word = words.most_common(1)[0][0]
    count = int(search(tab, word).split()[0].replace(",", ""))
    assert count > 0
    shown = tab.js("[...document.querySelectorAll('#contents ol a[data-found], #contents a[href=\"#summary\"][data-found]')]"
                   ".map(a => Number(a.dataset.found.replaceAll(',', '')))")
    assert sum(shown) == count
    pending = tab.js("document.querySelectorAll('.pending').length")
    seen = set()
    for _ in range(min(count, 400)):
        tab.press("Enter")
        place, _, total = tab.js("document.getElementById('found').textContent").partition(" of ")
        assert 1 <= int(place.replace(",", "")) <= int(total.replace(",", ""))
        seen.add(place)
        if tab.js("document.querySelectorAll('.pending').length") < pending and len(seen) > 3:
            break
    assert len(seen) > min(count, 3) - 1
    tab.press("Escape")
    assert tab.js("document.getElementById('find').value") == ""
    assert tab.js("document.querySelectorAll('[data-found], .hit, .finding').length") == 0


def test_saving(tab):
    """The whole report is one JSON file; of each explanation everything can be saved that its own page offers."""
    assert json.loads(tab.saved("json", -1, "header")) == tab.document
    kinds = {}
    for sheet in tab.js("[...document.querySelectorAll('article[data-sheet]')].map(s => s.id)"):
        for module in tab.js("id => [...document.querySelectorAll(`#${id} .figure`)].map(f => f.dataset.view ?? f.dataset.kind)", sheet):
            kinds.setdefault(module, sheet)
    for sheet in sorted(set(kinds.values())):
        tab.js("id => { document.querySelector(`#${id} .save`).open = true; }", sheet)
        tab.settle()
        for kind, figure in tab.js("id => [...document.querySelectorAll(`#${id} [data-save]:enabled`)]"
                                   ".map(b => [b.dataset.save, Number(b.dataset.figure)])", sheet):
            content = tab.saved(kind, figure, f"#{sheet}")
            if kind == "svg":
                assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
            elif kind == "png":
                assert content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 500
            elif kind == "json":
                assert json.loads(content)["schema"] == "explainer/explanation/1.1"
            elif kind == "tsv":
                assert content.count(b"\n") > 1 and b"\t" in content


def test_without_scripts(visit, path):
    """All figures can be seen and every link leads to its part where no script runs."""
    tab = visit(path, java_script_enabled=False)
    text = path.read_text(encoding="utf-8")
    links = re.findall(r'<a(?: class="\w+")? href="#([^"]+)"', text)
    assert links and all(f'id="{name}"' in text for name in links)
    page = tab.page
    assert page.locator(".mount >> visible=true").count() == 0
    for figure in page.locator(".figure").all()[::5]:
        figure.scroll_into_view_if_needed()
        assert figure.bounding_box()["height"] > 40
        assert figure.locator("table, svg, .strip, p").first.is_visible()
    assert page.locator("#contents a").first.is_visible() and not page.locator("#find").is_visible()


def test_without_modules(without_modules, visit):
    """Where modules are lost, the figures that stand for their views are there and work."""
    tab = visit(without_modules)
    if not any(figure["type"] == "view" for document in explained(tab.document) for figure in document["figures"]):
        return
    tab.allowed = ["has not registered itself"]
    sheet = tab.js(VIEWS + "[0].closest('[data-sheet]').id")
    come(tab, sheet)
    assert tab.js("id => document.querySelector(`#${id} .fallback`).offsetHeight", sheet) > 40
    assert "could not start" in tab.js("id => document.getElementById(id).innerText", sheet)


def test_phone(visit, path):
    """On a narrow screen the contents stand in a bar at its foot; a tap opens them, a tap on a link leads there."""
    tab = visit(path, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    assert tab.js("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not tab.js("document.querySelector('.contents details').open")
    box = tab.js("(() => { const b = document.querySelector('.contents summary').getBoundingClientRect(); return [b.left + 40, b.top + b.height / 2, b.bottom] })()")
    assert abs(box[2] - PHONE["height"]) < 2
    tab.tap(box[0], box[1])
    assert tab.js("document.querySelector('.contents details').open")
    names = tab.js(STOPS)
    target = names[min(4, len(names) - 1)]
    box = tab.js("name => { const a = document.querySelector(`#contents a[href=\"#${name}\"]`); a.scrollIntoView({block: 'nearest'});"
                 " const b = a.getBoundingClientRect(); return [b.left + 30, b.top + b.height / 2] }", target)
    tab.tap(box[0], box[1])
    rest(tab)
    assert tab.hash == "#" + target and (abs(top(tab, target) - 8) < 3 or at_the_end(tab))
    assert not tab.js("document.querySelector('.contents details').open")


def test_themes(tab):
    """Light and dark follow the system until one is chosen, the views with them."""
    def ground():
        return tab.js("getComputedStyle(document.documentElement).backgroundColor")

    light = ground()
    tab.page.emulate_media(color_scheme="dark")
    assert ground() != light
    tab.page.locator("#theme").click()
    assert ground() == light and "theme=light" in tab.hash


def test_printing(tab):
    """In print every view is there, and no control."""
    assert tab.page.pdf().startswith(b"%PDF")
    assert tab.js("document.querySelectorAll('.pending').length") == 0
    tab.page.emulate_media(media="print")
    assert not tab.page.locator(".contents").is_visible() and not tab.page.locator("#theme").is_visible()
    assert tab.js("[...document.querySelectorAll('.figure')].every(f => f.offsetHeight > 20)")


def test_measure(visit, path, request, capsys):
    """With --measure: how long the report takes to open, to be searched and to go to its end."""
    if not request.config.getoption("--measure"):
        pytest.skip("only with --measure")
    opening = sorted(visit(path).opening() for _ in range(3))
    tab = visit(path)
    start = time.perf_counter()
    found = search(tab, "the")
    searching = time.perf_counter() - start
    tab.press("Escape")
    start = time.perf_counter()
    come(tab, tab.js(STOPS)[-2])
    end = time.perf_counter() - start
    hover = tab.js("""(() => { const cell = document.querySelector('.figure .cell'), times = [];
      for (let k = 0; k < 40; k += 1) { const start = performance.now();
        cell.dispatchEvent(new PointerEvent(k % 2 ? 'pointerleave' : 'pointermove', {bubbles: true, pointerType: 'mouse'}));
        document.body.offsetHeight; times.push(performance.now() - start); }
      return times.sort((a, b) => a - b)[20]; })()""")
    with capsys.disabled():
        print(f"\n{path.name}: {path.stat().st_size:,} bytes, {tab.js(VIEWS + '.length')} views, opens in {opening[0]:.0f} ms (least of 3); "
              f"“the”: {found} in {searching * 1000:.0f} ms; to the last part and at rest: {end * 1000:.0f} ms; hover {hover:.1f} ms")
