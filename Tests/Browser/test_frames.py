"""A view in a frame does what Docs/views.md promises of views, in Chromium and in Firefox, and the page believes it nothing."""
import base64
import json
import re
import time
import urllib.parse

import pytest
from framed import module, view, with_script
from test_views import GUIDE, interface

pytestmark = pytest.mark.parametrize("engine_name", ["chromium", "firefox"], scope="module")

WORDS = [" The", " keys", " to", " the", " cabinet", " is", " on", " the", " table", " <b>", " &", " end"]
WEIGHTS = [round(((7 * k) % 12 + 1) / 12, 3) for k in range(12)]


class Visit:
    """A page with views in frames, open in a browser."""

    def __init__(self, engine):
        self.engine = engine

    def js(self, expression, frame=None):
        return self.engine.js(expression, frame)

    def until(self, expression, wanted=True, frame=None):
        """Waits until an expression has a value; frames answer by messages."""
        for _ in range(200):
            value = self.js(expression, frame)
            if value == wanted:
                return
            time.sleep(0.05)
        assert value == wanted, expression

    def place(self, selector, number=0, frame=0):
        """The middle of an element of a frame, on the page."""
        inner = self.js(f"(() => {{ const b = document.querySelectorAll({json.dumps(selector)})[{number}].getBoundingClientRect(); "
                        "return [b.left + b.width / 2, b.top + b.height / 2]; })()", frame)
        outer = self.js(f"(() => {{ const b = document.querySelectorAll('iframe.view')[{frame}].getBoundingClientRect(); "
                        "return [b.left, b.top]; })()")
        return inner[0] + outer[0], inner[1] + outer[1]

    def tip(self):
        return self.js("(() => { const t = document.getElementById('tip'), b = t.getBoundingClientRect(); "
                       "return {hidden: t.hidden, text: t.innerText, top: b.top, bottom: b.bottom, left: b.left}; })()")


@pytest.fixture
def visit(engine):
    """Opens a page whose view stands when it answers, or one whose view does not start; `None`: either."""
    def visit(path, fragment="", starts=True):
        engine.open(path.as_uri() + fragment)
        tab = Visit(engine)
        tab.until("document.readyState", "complete")
        if starts is not None:
            tab.until("Boolean(document.querySelector('.mounted iframe')) && !document.documentElement.className.includes('framing')", starts)
        return tab

    yield visit
    engine.close_tabs()


@pytest.fixture
def tab(visit, stranger_page):
    tab = visit(stranger_page)
    tab.until("document.querySelectorAll('.st-item').length", len(WORDS), frame=0)
    return tab


@pytest.fixture
def own(visit, stranger_page, tmp_path):
    """A page whose view is made by statements of the test."""
    def own(body, starts=True):
        return visit(with_script(stranger_page, tmp_path / "own.html", view(body)), starts=starts)
    return own


def test_walls(tab):
    """The frame is a document without the page's origin that may run scripts and nothing else; its policy names two of them."""
    assert tab.js("document.querySelector('iframe.view').getAttribute('sandbox')") == "allow-scripts"
    assert tab.js("document.querySelector('iframe.view').contentDocument === null")
    assert tab.js("origin", 0) == "null"
    assert tab.js("(() => { try { return String(parent.document); } catch (error) { return error.name; } })()", 0) == "SecurityError"
    assert tab.js("document.querySelector('meta[http-equiv=Content-Security-Policy]').content.match(/sha256-/g).length", 0) == 2
    assert tab.js("[typeof RTCPeerConnection, typeof WebSocket, typeof Worker, typeof XSLTProcessor].join()", 0) \
        == ",".join(["undefined"] * 4)


def test_other_scripts(own):
    """Nothing but the module runs: no script it adds, no handler in its markup, no text as code."""
    tab = own("""
      mount.innerHTML = '<img src="data:," onerror="globalThis.ran = 1"><svg onload="globalThis.ran = 2"></svg>';
      const script = document.createElement('script'); script.textContent = 'globalThis.ran = 3'; document.body.append(script);
      try { (0, eval)('globalThis.ran = 4'); } catch {} try { new Function('globalThis.ran = 5')(); } catch {}
      return {};""")
    time.sleep(0.5)
    assert tab.js("typeof globalThis.ran", 0) == "undefined"


def test_height(tab, engine):
    """The frame is as tall as the view, now and when the view changes, and does not scroll."""
    def heights():
        inner = tab.js("Math.ceil(document.documentElement.getBoundingClientRect().height)", 0)
        return inner, tab.js("document.querySelector('iframe.view').getBoundingClientRect().height")

    inner, outer = heights()
    assert inner == outer < 200
    tab.js("void (document.querySelector('.mount').style.paddingBottom = '300px')", 0)
    tab.until("document.querySelector('iframe.view').getBoundingClientRect().height", inner + 300)


def test_hover(tab, engine):
    """The page's tooltip says what the view says, beside the word and never on it, and goes with the mouse."""
    x, y = tab.place(".st-item", 4)
    engine.move(x, y)
    tab.until("document.getElementById('tip').hidden", False)
    tip = tab.tip()
    assert tip["text"].split("\n") == ["word 4", "·cabinet", "0.42 (0.417)", "8th greatest of 12 words"]
    box = tab.js("(() => { const b = document.querySelectorAll('.st-item')[4].getBoundingClientRect(); return [b.top, b.bottom]; })()", 0)
    top = tab.js("document.querySelector('iframe.view').getBoundingClientRect().top")
    assert tip["top"] >= top + box[1] or tip["bottom"] <= top + box[0]
    engine.move(640, 600)
    tab.until("document.getElementById('tip').hidden", True)


def test_pin(tab, visit, engine, stranger_page):
    """A click pins and is in the address; an address leads back; Escape lets go, from within the frame and from the page."""
    engine.click(*tab.place(".st-item", 2))
    tab.until("location.hash", "#view0=p2")
    tab.until("document.querySelectorAll('.st-pinned').length", 1, frame=0)
    engine.press("Escape")
    tab.until("location.hash", "")
    tab.until("document.querySelectorAll('.st-pinned').length", 0, frame=0)
    back = visit(stranger_page, "#view0=p5.sorted")
    back.until("document.querySelector('.st-pinned')?.dataset.index", "5", frame=0)
    assert back.js("location.hash") == "#view0=p5.sorted"
    back.js("document.activeElement.blur()")
    engine.press("Escape")
    back.until("document.querySelectorAll('.st-pinned').length", 0, frame=0)
    back.until("location.hash", "#view0=sorted")
    back.js("void (location.hash = '#view0=p7')")
    back.until("document.querySelector('.st-pinned')?.dataset.index", "7", frame=0)


def test_keyboard(tab, engine):
    """Tab goes into the frame and out of it; arrows move there, Enter pins, and it is said to who listens."""
    tab.js("document.getElementById('help').focus()")
    engine.press("Tab")
    tab.until("document.activeElement.localName", "iframe")
    tab.until("document.activeElement.className", "st-list", frame=0)
    engine.press("ArrowRight", "ArrowRight")
    tab.until("document.getElementById('live').textContent", " keys, 67%")
    engine.press("Enter")
    tab.until("location.hash", "#view0=p1")
    engine.press("Shift+Tab")
    tab.until("document.activeElement.id", "help")


def test_keys(tab, engine):
    """The view's keys work from the page and from the frame, stand in the list of keys, and the page's work from the frame."""
    assert "sort by weight" in tab.js("document.getElementById('keys').textContent")
    tab.js("document.body.focus()")
    engine.press("s")
    tab.until("location.hash", "#view0=sorted")
    engine.click(*tab.place(".st-item", 0))
    tab.until("document.activeElement.localName", "iframe")
    engine.press("s")
    tab.until("location.hash", "#view0=p0")
    engine.press("t")
    tab.until("document.documentElement.dataset.theme", "light")
    engine.press("?")
    tab.until("document.getElementById('keys').open")
    engine.press("Escape")
    tab.until("document.getElementById('keys').open", False)
    engine.click(*tab.place(".st-item", 0))
    engine.press("/")
    tab.until("document.activeElement.id", "find")


def test_search(tab, engine):
    """The search finds what the view has, shows how often, and Enter goes there; an empty one forgets."""
    tab.js("document.getElementById('find').focus()")
    engine.press("t", "h", "e")
    tab.until("document.getElementById('found').textContent", "3 found")
    tab.until("document.querySelectorAll('.st-found').length", 3, frame=0)
    engine.press("Enter", "Enter")
    tab.until("document.getElementById('found').textContent", "2 of 3")
    tab.until("document.querySelector('.st-at')?.dataset.index", "3", frame=0)
    engine.press("Escape")
    tab.until("document.querySelectorAll('.st-found').length", 0, frame=0)


def test_theme(tab, engine):
    """The frame has the page's colours, when it opens and when they change; canvases too."""
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    pixel = "[...document.querySelector('canvas').getContext('2d').getImageData(300, 1, 1, 1).data].join()"
    light = tab.js(colour)
    assert tab.js(colour, 0) == light
    before = tab.js(pixel, 0)
    for theme in ("light", "dark"):
        tab.js("document.getElementById('theme').click()")
        tab.until("document.documentElement.dataset.theme", theme, frame=0)
    assert tab.js(colour, 0) == tab.js(colour) != light
    assert tab.js(pixel, 0) != before


def test_print(tab, engine):
    """On paper the view is light, whatever the page is: it is told before and after, and draws anew."""
    for _ in range(2):
        tab.js("document.getElementById('theme').click()")
    tab.until("document.documentElement.dataset.theme", "dark", frame=0)
    tab.js("void dispatchEvent(new Event('beforeprint'))")
    tab.until("document.documentElement.dataset.theme", "light", frame=0)
    tab.js("void dispatchEvent(new Event('afterprint'))")
    tab.until("document.documentElement.dataset.theme", "dark", frame=0)


def test_print_before_it_starts(visit, engine, engine_name, stranger_page):
    """What a printer is given before a view has started are its stand-ins."""
    if engine_name != "chromium":
        pytest.skip("Marionette cannot pretend to be paper")
    tab = visit(stranger_page)
    shown = "[document.querySelector('.fallback').offsetHeight > 0, document.querySelector('iframe.view').offsetHeight > 0]"
    engine.page.emulate_media(media="print")
    assert tab.js(shown) == [False, True]
    tab.js("document.querySelector('iframe.view').classList.remove('here')")
    assert tab.js(shown) == [True, False]


SAVE = """(async () => {
  const [create, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click], saved = [];
  URL.createObjectURL = (blob) => { saved.push(blob); return '#'; };
  HTMLAnchorElement.prototype.click = function () { saved.push(this.download); };
  document.querySelector('[data-save="KIND"][data-figure="FIGURE"]').click();
  for (let k = 0; k < 100 && saved.length < 2; k += 1) await new Promise(done => setTimeout(done, 20));
  [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [create, click];
  return saved.length ? [saved[1], btoa(unescape(encodeURIComponent(await saved[0].text())))] : null;
})()"""


def saved(tab, kind, figure=0):
    """The name and the text of a file that the page offers; None where nothing comes."""
    found = tab.js(SAVE.replace("KIND", kind).replace("FIGURE", str(figure)))
    return found and (found[0], base64.b64decode(found[1]).decode())


def test_saving(tab):
    """What the view shows is saved as numbers and as a drawing, alone and with the others."""
    assert saved(tab, "tsv") == ("stranger-1.tsv", "word\tweight\n" + "".join(f"{w}\t{v:g}\n" for w, v in zip(WORDS, WEIGHTS)))
    name, drawing = saved(tab, "svg")
    assert name == "stranger-1.svg" and drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="288" height="40">')
    assert drawing.count("<rect") == 12
    assert saved(tab, "svg", -1)[1].count("<rect") == 12
    assert saved(tab, "png")[0] == "stranger-1.png"


@pytest.mark.parametrize("content", [
    "<script>1</script>", "<rect onload='1'/>", "<image href='http://127.0.0.1/'/>", "<foreignObject/>", "<style>@import 'x'</style>",
    "<rect style='fill:url(http://127.0.0.1/)'/>", "<style>rect{fill:u\\72l(//x)}</style>", "<a href='#x'/>", "<animate/>", "<rect",
])
def test_drawings_that_do_more(own, content):
    """A drawing that would run or load something in whatever opens it is not saved."""
    svg = json.dumps(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{content}</svg>')
    tab = own(f"return {{ svg: () => {svg} }};")
    tab.until("document.querySelector('[data-save=svg][data-figure=\"0\"]').disabled", False)
    found = saved(tab, "svg")
    assert found is None or content not in found[1]


@pytest.mark.parametrize("body", ["throw new Error('no');", "return null;", "globalThis.explainerViews = null; return 5;"])
def test_failing(own, body):
    """Where the view cannot start, its stand-ins are there with everything figures can do, and one line says so."""
    tab = own(body, starts=False)
    tab.until("document.querySelector('.mount').textContent.startsWith('The interactive view could not start here')")
    assert tab.js("[...document.querySelectorAll('.fallback .bars tr')].filter(one => one.offsetHeight > 0).length") == len(WORDS)
    tab.js("document.querySelector('.bars').focus()")
    assert tab.js("document.querySelectorAll('iframe').length") == 0


def test_script_that_breaks(visit, stranger_page, tmp_path):
    """The same where the module is no script at all."""
    tab = visit(with_script(stranger_page, tmp_path / "own.html", "this is no script"), starts=False)
    tab.until("document.querySelector('.mount').textContent.startsWith('The interactive view could not start here')")


def test_leaving(own, engine_name):
    """A view that goes away from its document is not shown again, and its stand-ins take its place."""
    tab = own("setTimeout(() => location.reload(), 300); return {};")
    tab.until("document.querySelector('.mount').textContent.includes('was about to leave its frame')")
    assert tab.js("[...document.querySelectorAll('.fallback .bars tr')].filter(one => one.offsetHeight > 0).length") == len(WORDS)


def test_only_its_own(own):
    """The frame has the view's figure and nothing else of the document."""
    tab = own("globalThis.given = [figure, Object.keys(page).sort().join(), document.documentElement.outerHTML.includes('demo-' + 'gpt2')]; return {};")
    figure, offered, knows = tab.js("given", 0)
    assert figure["data"]["words"] == WORDS and not knows
    assert offered == ",".join(sorted("version label visible printed exact percent fixed grouped ordinal standing isDark palette colours "
                                      "tip announce listen remember unique bytes".split()))


def test_page(own):
    """The page that a view in a frame is given is the page of the guide: its members, and what its examples say."""
    tab = own("globalThis.page = page; return {};")
    members = tab.js("""(() => {
      const of = (object, prefix) => Object.entries(object).flatMap(([name, value]) => (name === 'tip' ? of(value, 'tip.')
        : [[prefix + name, typeof value === 'function' ? value.length : null]]));
      return Object.fromEntries(of(globalThis.page, ''));
    })()""", 0)
    assert members == interface("Page")
    for code, result in re.findall(r"^(page\.\w+\(.*\));  // (.*)$", GUIDE, re.M):
        assert tab.js(f"({code})", 0) == json.loads(result), code


def test_forged_messages(own, engine):
    """What a frame says outside of its port is not heard; what it says on it is taken for what it may be, or not at all."""
    tab = own("""
      const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message) { globalThis.port = this; post.call(this, message); };
      return {};""")
    tab.until("Boolean(globalThis.port)", frame=0)
    tab.js("""(() => {
      for (const said of [null, 5, 'x', {}, {kind: 'constructor'}, {kind: '__proto__'}, {kind: 'toString'}, {kind: 'height', height: 1e9},
        {kind: 'height', height: {}}, {kind: 'tip', box: {left: -1e9, top: 'x', width: Infinity, height: NaN},
          lines: [['evil" onclick="x', '<b>no</b>'.repeat(900)], 5, ['tk']]}, {kind: 'announce', text: {}}, {kind: 'state', state: 7, isChosen: true},
        {kind: 'key', key: 't'}, {kind: 'found', query: 'x', count: 1e12}, {kind: 'saved', number: 0, value: '<svg>'},
        {kind: 'started', keys: 5}]) port.postMessage(said);
      for (const said of ['explainer view', {kind: 'announce', text: 'forged'}]) parent.postMessage(said, '*', said === 'explainer view'
        ? [new MessageChannel().port1] : []);
    })()""", 0)
    tab.until("document.querySelector('iframe.view').style.height", "16px")
    time.sleep(0.3)
    assert tab.js("document.getElementById('live').textContent") == ""
    assert tab.js("document.documentElement.dataset.theme ?? ''") == "" and tab.js("location.hash") == ""
    tip = tab.js("(() => { const t = document.getElementById('tip'); return [t.querySelectorAll('b').length, t.children[0].className, "
                 "t.textContent.length <= 24 * 600]; })()")
    assert tip == [0, "where", True]
    assert tab.js("document.querySelectorAll('.mounted iframe').length") == 1


def test_flood(own):
    """A view that never stops talking does not keep the page from answering, nor from writing its address."""
    tab = own("setInterval(() => { for (let k = 0; k < 50; k += 1) { page.announce('x'.repeat(9999)); page.remember(); } }, 10); "
              "return { state: () => 'z'.repeat(99999) };")
    time.sleep(1)
    tab.js("document.getElementById('theme').click()")
    assert tab.js("document.documentElement.dataset.theme") == "light"
    assert tab.js("location.hash.length") < 2100
    assert tab.js("document.getElementById('live').textContent.length") == 1000


@pytest.mark.parametrize("body", [
    "document.createElement('a'); return {};", "mount.innerHTML = '<p><A href=#x>x</A>'; return {};",
    "document.createElementNS('http://www.w3.org/2000/svg', 'svg:a'); return {};", "document.execCommand('createLink', false, '#'); return {};",
    "mount.attachShadow({mode: 'open'}).innerHTML = '<iframe>'; return {};", "document.write('<p>'); return {};",
])
def test_refused(own, body):
    """What no view in a frame may make is an error of the view's, which gives way to its stand-ins."""
    tab = own(body, starts=False)
    tab.until("document.querySelector('.mount').textContent.startsWith('The interactive view could not start here')")


def test_allowed(own):
    """What looks like it but is not is made: words that begin alike, text, elements with names of their own."""
    tab = own("""
      mount.innerHTML = '<article>a &lt;a> <abbr>link</abbr><x-link>x</x-link></article><svg><animate/></svg>';
      mount.append(document.createElement('aside'), document.createElement('link-x'), 'document.createElement("link")');
      const box = document.createElement('div'); mount.append(box); box.outerHTML = '<b id="made">1 &lt;a</b>';
      mount.insertAdjacentHTML('beforeend', '<i>2</i>'); mount.querySelector('i').innerHTML = null;
      return {};""")
    assert tab.js("[...document.querySelectorAll('.mount *')].map(one => one.localName).join()", 0) \
        == "article,abbr,x-link,svg,animate,aside,link-x,b,i"


def test_study(visit, engine, stranger_page):
    """In a report each view has a frame of its own, beside views of the program, which have none; its address is its own."""
    path = stranger_page.with_name("study.html")
    tab = visit(path, starts=None)
    entries = tab.js("[...document.querySelectorAll('section[data-view=stranger]')].map(one => one.id.slice(1))")
    assert len(entries) == 2
    last = visit(path, f"#view{entries[1]}=p3")
    last.until(f"Boolean(document.querySelector('#f{entries[1]}.mounted iframe'))")
    last.until("document.querySelector('.st-pinned')?.dataset.index", "3",
               frame=last.js("document.querySelectorAll('iframe.view').length") - 1)
    assert last.js("document.querySelectorAll('section[data-view=attention_head_view] iframe').length") == 0
    assert urllib.parse.unquote(last.js("location.hash")).endswith("=p3")
    # Views that start while the search goes through them do not throw it back.
    last.js("void (document.getElementById('find').value = 'cabinet', document.getElementById('find').dispatchEvent(new Event('input')))")
    last.until("/^[0-9]+ found$/.test(document.getElementById('found').textContent)")
    last.js("document.getElementById('find').focus()")
    for number in range(1, 40):
        engine.press("Enter")
        last.until("document.getElementById('found').textContent.split(' of ')[0]", str(number))
        time.sleep(0.2)
        said = last.js("document.getElementById('found').textContent")
        if said == f"{number} of {number}":
            break
    assert said == f"{number} of {number}" and number >= 2
    heads = last.js("[...document.querySelectorAll('#keys .views')].map(one => one.textContent)")
    assert len(heads) == len(set(heads)) and any("stranger" in one for one in heads)


def test_module_once(stranger_page, engine_name):
    """The module stands in the page once, as data, with the hash of its script."""
    carried = module(stranger_page)
    text = stranger_page.read_text(encoding="utf-8")
    assert text.count("stranger = (mount, figure, page)") == 1 and "data-module" not in text
    assert set(carried) == {"alias", "name", "script", "hash", "style"}
