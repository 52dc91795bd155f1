"""Which pages are tested, and in which browser.

    pytest Tests/Browser --pages FOLDER [--measure]

FOLDER has pages made by `explainer run … --format html`, and reports made by `explainer chain … --report`. Each test runs
on every page it is for; `--measure` prints how long pages take to open and to answer. Without a Chromium on the machine
nothing is tested and the exit code is 77.
"""
import functools
import pathlib
import re
import sys

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from browser import Tab, embedded, find_browser, is_report, launch  # noqa: E402
from chromium import Chromium  # noqa: E402
from firefox import Firefox, find_firefox  # noqa: E402
from windows import Windows  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--pages", help="folder of pages")
    parser.addoption("--measure", action="store_true", help="print times of opening and hovering")


def pytest_sessionstart(session):
    if not find_browser():
        pytest.exit("no Chromium on this machine (set CHROMIUM to its path); nothing was tested", 77)
    if not find_firefox():
        pytest.exit("no Firefox on this machine (set FIREFOX to its path); nothing was tested", 77)


@functools.cache
def known(folder):
    """The pages of a folder in the order of their names: (path, document, whether it is a report), read once for all tests."""
    return [(path, embedded(path), is_report(path)) for path in sorted(pathlib.Path(folder).glob("*.html"))]


def pytest_generate_tests(metafunc):
    """`path`: every page that the test's module is for, as its `suits(document)` says; reports where it has `REPORTS`."""
    if "path" not in metafunc.fixturenames:
        return
    folder = metafunc.config.getoption("--pages")
    if not folder:
        raise pytest.UsageError("--pages FOLDER is missing")
    pages = [path for path, document, reports in known(folder)
             if reports == getattr(metafunc.module, "REPORTS", False) and metafunc.module.suits(document)]
    metafunc.parametrize("path", pages, ids=[page.stem for page in pages])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n`: who tests what."""
    from groups import Groups
    return Groups(config, log)


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def windows(browser):
    return Windows(browser)


@pytest.fixture(scope="module")
def engine(playwright, engine_name):
    """The browser of a name, as its readers run it; for views in frames, which must hold in each."""
    engine = Chromium(playwright) if engine_name == "chromium" else Firefox()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def stranger_page(request):
    """The page of one explanation with a view of a plugin that did not come with the program (stranger.py)."""
    return pathlib.Path(request.config.getoption("--pages")) / "stranger/page.html"


@pytest.fixture
def visit(windows, request):
    """Opens pages for one test; in the end none of them may have complained or asked for anything."""
    tabs, failed = [], request.session.testsfailed

    def visit(path, fragment="", **options):
        tabs.append(Tab(windows, path, **options))
        return tabs[-1].open(fragment)

    yield visit
    for tab in tabs:
        tab.close(is_whole=request.session.testsfailed == failed)


@pytest.fixture
def tab(visit, path):
    return visit(path)


@pytest.fixture
def addresses(visit):
    """Opens a page afresh at one address after the other, all in one window."""
    def addresses(path, fragments):
        tab = None
        for fragment in fragments:
            tab = tab.open(fragment) if tab else visit(path, fragment)
            yield tab
    return addresses


@pytest.fixture
def without_modules(path, tmp_path):
    """A copy of a page whose modules are lost."""
    text = re.sub(r'<script type="module" data-module=.*?</script>', "", path.read_text(encoding="utf-8"), flags=re.S)
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    return copy


@pytest.fixture
def measure(visit, path, request, capsys):
    """With --measure: prints how long the page takes to open, and to answer the mouse over each kind of target.

    measure({what: selector}, fragment) → (least of five openings, {what: median answer}), in ms. An answer is script, style
    and layout, all that stands before the paint.
    """
    if not request.config.getoption("--measure"):
        pytest.skip("--measure was not given")

    def measure(targets, fragment=""):
        opening = sorted(visit(path, fragment).opening() for _ in range(5))
        tab = visit(path, fragment)
        tab.page.wait_for_timeout(1000)
        lines, medians = [f"{path.name}{fragment}: {path.stat().st_size:,} bytes, opens in {opening[0]:.0f} ms "
                          f"(least of 5; median {opening[2]:.0f})"], {}
        for what, selector in targets.items():
            times = tab.js(HOVER, selector)
            medians[what] = times[30]
            lines.append(f"  hover a {what}: {times[30]:.1f} ms (least {times[0]:.1f}, slowest of 20 {times[57]:.1f})")
        with capsys.disabled():
            print("\n" + "\n".join(lines))
        return opening[0], medians

    return measure


HOVER = """async (selector) => {
  const targets = [...document.querySelectorAll(selector)].filter(one => one.getBoundingClientRect().top < innerHeight);
  const times = [];
  for (let i = 0; i < 60; i += 1) {
    const target = targets[(i * 7) % targets.length], box = target.getBoundingClientRect();
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    target.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + box.width * ((i * 13) % 60 + 0.5) / 60,
      clientY: box.top + box.height * ((i * 17) % 60 + 0.5) / 60, bubbles: true, pointerType: 'mouse'}));
    document.body.offsetHeight;
    getComputedStyle(target).color;
    times.push(performance.now() - start);
    await new Promise(done => setTimeout(done, 40));
  }
  return times.sort((a, b) => a - b);
}"""
