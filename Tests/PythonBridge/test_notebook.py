"""The seed notebook: executed, exported, opened in a browser; and a kernel that is interrupted."""
import re
import time

import nbformat
import pytest
import seed
from conftest import ROOT, is_running

NOTEBOOK = ROOT / "Docs/examples/notebook/explaining-language-model-activations.ipynb"
SEED = ROOT.parent / "shared/docs/seed-notebook.md"
#: The views it shows, in order, and whether a module of the plugin's own draws them.
VIEWS = [
    ("activations", True), ("predictions", False), ("predictions", False), ("predictions", False), ("rankings", False),
    ("attention_head_view", True), ("attention_neuron_view", True), ("attention_model_view", True),
]
#: Where nbconvert would have scripts from; none of them is needed here.
NO_NETWORK = {"mathjax_url": "", "require_js_url": "", "jquery_url": ""}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook, run as it is with the embedded models standing in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLAINER_MODELS", "demo")
        patch.setenv("EXPLAINER_PROGRESS", "0")  # a slow machine would show some
        return seed.run(nbformat.read(NOTEBOOK, 4), tmp_path_factory.mktemp("notebook"))


def shown(made):
    """What cells show as HTML."""
    outputs = [output for cell in made.cells for output in cell.get("outputs", [])]
    return [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]


def titles(made):
    return [title for html in shown(made) for title in re.findall(r'class="explainer-frame" title="(\w+)', html)]


def kinds(made):
    """What each cell leaves."""
    return [[one.output_type for one in cell.get("outputs", [])] for cell in made.cells]


@pytest.mark.skipif(not SEED.exists(), reason="the seed notebook is not beside the repository")
def test_cells_are_the_seeds():
    """Every cell of the notebook in Docs is as it was written by others."""
    ours, theirs = nbformat.read(NOTEBOOK, 4), seed.read(SEED.read_text(encoding="utf-8"))
    assert [cell.source for cell in ours.cells] == [cell.source for cell in theirs.cells]


def test_every_cell_runs(executed):
    """Each call shows its view, the table and the usage are there, nothing goes to standard error."""
    assert titles(executed) == [name for name, _ in VIEWS]
    assert "<table>" in shown(executed)[0]
    streams = [output for cell in executed.cells for output in cell.get("outputs", []) if output.output_type == "stream"]
    assert [stream.name for stream in streams] == ["stdout"]
    assert "attention_head_view(model)(sentence_a" in streams[0].text
    assert "demo-bart stands in for facebook/bart-large-cnn" in shown(executed)[-1]


def test_the_notebook_in_docs_is_up_to_date(executed):
    """What Docs shows is what the cells leave today, apart from numbers that machines differ in, and small."""
    kept = nbformat.read(NOTEBOOK, 4)
    assert kinds(kept) == kinds(executed) and titles(kept) == titles(executed)
    assert NOTEBOOK.stat().st_size < 3 << 20

    def words(made):
        texts = [o.data["text/plain"] for c in made.cells for o in c.get("outputs", []) if "data" in o]
        return [re.sub(r"[\d.,%]+|[^\x00-\x7f]", "", text).split()[:12] for text in texts if text]
    assert words(kept) == words(executed), "run Tests/PythonBridge/seed.py run on it"


@pytest.fixture(scope="module")
def exported(executed, tmp_path_factory):
    """The notebook as `jupyter nbconvert --to html` makes it."""
    from nbconvert import HTMLExporter
    path = tmp_path_factory.mktemp("exported") / "notebook.html"
    path.write_text(HTMLExporter(**NO_NETWORK).from_notebook_node(executed)[0], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium():
    from browser import find_browser, launch
    if not find_browser():
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Visit:
    """The exported notebook in a browser without a network, and its complaints."""

    def __init__(self, browser, path, **options):
        self.problems, url = [], path.as_uri()
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "offline": True, **options})
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type != "log" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda asked: self.problems.append(asked.url) if asked.url.split("#")[0] != url and
                     not asked.url.startswith(("data:", "blob:", "about:srcdoc")) else None)
        self.page.goto(url)
        self.page.wait_for_function(
            "count => [...document.querySelectorAll('iframe.explainer-frame')].filter(f => f.style.height !== '640px')"
            ".length === count", arg=len(VIEWS), timeout=30_000)

    def look(self, index):
        """A frame, brought into view and at rest."""
        self.page.locator("iframe.explainer-frame").nth(index).evaluate("frame => frame.scrollIntoView()")
        self.page.wait_for_timeout(300)
        return self.page.frames[1 + index]

    def close(self):
        self.context.close()
        assert not self.problems, self.problems


@pytest.fixture
def visit(chromium, exported):
    visits = []

    def visit(**options):
        visits.append(Visit(chromium, exported, **options))
        return visits[-1]

    yield visit
    for one in visits:
        one.close()


@pytest.mark.parametrize("options", [
    {"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 520, "height": 800}},
], ids=["light", "dark", "narrow"])
def test_views_start(visit, options):
    """Every view starts, fits its frame to the pixel, and is light where the notebook is, whatever the system is."""
    tab = visit(**options)
    assert len(tab.page.frames) == 1 + len(VIEWS)
    for index, (name, has_module) in enumerate(VIEWS):
        frame = tab.look(index)
        state = frame.evaluate("""() => ({
          title: document.title, mounted: document.querySelectorAll('.mounted').length,
          theme: document.documentElement.dataset.theme, waiting: document.documentElement.className,
          over: Math.ceil(document.documentElement.getBoundingClientRect().height) - innerHeight,
          wide: document.documentElement.scrollWidth - innerWidth, painted: document.querySelector('main').innerText.length,
        })""")
        assert state.pop("title").startswith(name) and state.pop("painted") > 100
        assert state == {"mounted": int(has_module), "theme": "light", "waiting": "", "over": 0, "wide": 0}, name
    assert tab.page.locator(".explainer-plain").count() == 0


def test_a_view_is_alone(visit):
    """A frame has no way to the notebook: another origin, no storage, no parent's document."""
    frame = visit().look(0)
    assert frame.evaluate("origin") == "null"
    for word in ("parent.document", "localStorage", "parent.location.href"):
        assert frame.evaluate(f"(() => {{ try {{ {word}; return false; }} catch {{ return true; }} }})()")


def test_a_view_works(visit):
    """Mouse, search, theme and saving work in a frame as on a page, and reach that frame only."""
    tab = visit(accept_downloads=True)
    frame, other = tab.look(3), tab.page.frames[2]
    frame.locator("main .grid tbody td").nth(1).hover()
    assert not frame.evaluate("document.getElementById('tip').hidden")
    frame.locator("#find").fill("London")
    assert "found" in frame.locator("#found").inner_text()
    assert other.locator("#find").input_value() == ""
    frame.locator("#theme").click()
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    tab.page.evaluate("window.explainerFrames.greet()")
    tab.page.wait_for_timeout(100)
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark", "the reader's choice stays"
    assert other.evaluate("document.documentElement.dataset.theme") == "light"
    frame.locator("#save summary").click()
    with tab.page.expect_download() as download:
        frame.locator("[data-save='tsv']").first.click()
    assert download.value.suggested_filename.endswith(".tsv")


def test_a_notebook_that_turns_dark(visit):
    """Views follow the notebook's colours, and redraw what is drawn with them."""
    tab = visit()
    before = tab.look(5).evaluate("getComputedStyle(document.documentElement).backgroundColor")
    tab.page.evaluate("document.body.style.background = '#111'")
    for index in range(len(VIEWS)):
        tab.page.frames[1 + index].wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert tab.look(5).evaluate("getComputedStyle(document.documentElement).backgroundColor") != before


def test_without_scripts(chromium, exported):
    """Without scripts the text is there, and the page's figures in their frames."""
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(exported.as_uri())
    assert page.locator(".explainer-plain pre").count() == len(VIEWS)
    assert "London" in page.locator(".explainer-plain pre").nth(1).inner_text()
    context.close()


@pytest.fixture
def kernel():
    """A Jupyter kernel; kernel(code) → its outputs, kernel.interrupt() as the button does."""
    from jupyter_client.manager import start_new_kernel
    manager, client = start_new_kernel(kernel_name="python3")

    def run(code, timeout=60, when_shown=None):
        outputs = []

        def take(message):
            outputs.append(message)
            shown = [one for one in outputs if one["msg_type"] == "display_data"]
            if when_shown and shown == [message]:
                when_shown()

        client.execute_interactive(code, timeout=timeout, output_hook=take, store_history=False)
        wanted = ("stream", "error", "display_data", "execute_result")
        return [one["content"] for one in outputs if one["msg_type"] in wanted]

    run.interrupt, run.manager = manager.interrupt_kernel, manager
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_the_interrupt_button(kernel):
    """Interrupting a kernel cancels the run, with its progress shown till then; the next cell goes on with the program."""
    pid = kernel("import explainer; s = explainer.session(); s.ping(); print(s.pid)")[0]["text"].strip()
    kernel("from explainer.explainers import lm_layers_explainer as lm")
    outputs = kernel(
        "lm['activations']('demo-bert')('The cat sat. ' * 20, n_components=30, max_iter=10_000_000, tolerance=0)",
        when_shown=kernel.interrupt)
    assert outputs[-1]["ename"] == "KeyboardInterrupt"
    assert "<progress" in outputs[0]["data"]["text/html"]
    outputs = kernel("lm['predictions']('demo-gpt2')('The keys')\nprint(s.pid)")
    assert outputs[-1]["text"].strip() == pid
    kernel.manager.shutdown_kernel()
    end = time.monotonic() + 5
    while is_running(int(pid)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_running(int(pid)), "the program ends with the kernel"


def test_errors_in_a_notebook(kernel):
    """What goes wrong is an error of the cell, in our words; the next one runs."""
    kernel("from explainer.explainers import lm_layers_explainer as lm")
    outputs = kernel("lm['predictions']('demo-gpt2')('The keys', topk=0)")
    assert outputs[0]["ename"] == "InvalidCall"
    assert outputs[0]["evalue"] == "'topk' cannot be 0; expected a whole number, 1 or more"
    shown = kernel("for layer in (0, 5): lm['predictions']('demo-gpt2')('The keys', layer=layer).show()")
    assert len(shown) == 2 and all("explainer-frame" in one["data"]["text/html"] for one in shown)
