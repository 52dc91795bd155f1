"""What `Docs/views.md` says of views and of what a page offers them is so: every name, its parameters, its examples."""
import json
import pathlib
import re

import pytest

GUIDE = (pathlib.Path(__file__).parents[2] / "Docs/views.md").read_text(encoding="utf-8")


def suits(document):
    """One view with a module is enough for a page."""
    return any(figure.get("type") == "view" for figure in document["figures"])


def interface(name):
    """The members of an interface of the guide: {name: parameters, None for what is no function}, those within by `tip.show`."""
    (body,) = re.findall(rf"^interface {name} {{\n(.*?)^}}", GUIDE, re.S | re.M)
    members, within = {}, ""
    for line in body.splitlines():
        if found := re.fullmatch(r"  (\w+): \{", line):
            within = f"{found[1]}."
        elif line == "  };":
            within = ""
        elif found := re.match(r" +(\w+)(?:\((.*)\))?: .*;", line):
            # The parameters of a function that is a parameter have no commas.
            parameters = found[2] and re.sub(r"\[[^]]*\]|\{[^}]*\}|<[^>]*>|\([^()]*\)", "", found[2])
            members[within + found[1]] = None if found[2] is None else len([one for one in parameters.split(",") if one.strip()])
        else:
            pytest.fail(f"a line that says nothing: {line}")
    return members


@pytest.fixture
def own(path, tmp_path):
    """Pages whose view is made by a script of the test, which has `mount`, `figure` and `page`."""
    def own(script):
        text = path.read_text(encoding="utf-8")
        (module,) = set(re.findall(r'<script type="module" data-module="([a-z0-9_]+)">', text))
        made = (f'<script type="module" data-module="{module}">'
                f"(globalThis.explainerViews ??= {{}}).{module} = (mount, figure, page) => {{ {script} }};</script>")
        copy = tmp_path / path.name
        copy.write_text(re.sub(r'<script type="module" data-module=.*?</script>', lambda _: made, text, count=1, flags=re.S),
                        encoding="utf-8")
        return copy
    return own


def test_page(visit, own):
    """A page offers what the guide says, no more and no less; functions take as many parameters."""
    tab = visit(own("globalThis.offered = page; return {};"))
    found = tab.js("""(() => {
      const of = (object, prefix) => Object.entries(object).flatMap(([name, value]) => [
        ...(name === 'tip' ? of(value, 'tip.') : [[prefix + name, typeof value === 'function' ? value.length : null]])]);
      return Object.fromEntries(of(globalThis.offered, ''));
    })()""")
    assert found == interface("Page")
    assert tab.js("offered.version") == int(re.search(r"^\| `version` \| (\d+);", GUIDE, re.M)[1])


def test_examples(visit, own):
    """Each example gives what stands behind it."""
    tab = visit(own("globalThis.page = page; return {};"))
    examples = re.findall(r"^(page\.\w+\(.*\));  // (.*)$", GUIDE, re.M)
    assert {re.match(r"page\.(\w+)", code)[1] for code, _ in examples} >= {"label", "visible", "printed", "exact", "percent", "fixed"}
    for code, result in examples:
        assert tab.js(f"({code})") == json.loads(result), code


def test_colours(visit, own):
    """Both themes have the colours the guide lists: of ramps and hues, lists of `#rrggbb`."""
    (body,) = re.findall(r"^type Colours = {\n(.*?)^};", GUIDE, re.S | re.M)
    named = dict(re.findall(r"(\w+): (string(?:\[\])*)", body))
    tab = visit(own("globalThis.palette = page.palette; return {};"))
    for theme in tab.js("[palette.light, palette.dark]"):
        assert set(theme) == set(named)
        for name, kind in named.items():
            values = [theme[name]]
            for _ in range(kind.count("[]")):
                assert all(isinstance(one, list) and one for one in values)
                values = [two for one in values for two in one]
            assert all(re.fullmatch("#[0-9a-f]{6}", one) for one in values), name


def test_view(visit, own):
    """Each member of a view is asked for where the guide says, with as many values; nothing else is asked for."""
    view = """
      globalThis.asked = {};
      const answers = {state: 'x', find: [1], table: [['a', 1]], key: true, keys: [['w', 'whole words']],
        svg: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"></svg>'};
      return new Proxy({}, {get: (_, name) => {
        if (name === 'keys') { asked.keys = null; return answers.keys; }
        if (typeof name !== 'string') return undefined;
        return (...values) => { (asked[name] ??= values.length); return answers[name]; };
      }});"""
    tab = visit(own(view))
    place = next(i for i, figure in enumerate(tab.document["figures"]) if figure.get("type") == "view")
    tab.js("document.querySelector('#find, input[type=search]').focus()")
    tab.press("a", "Enter", "Escape")
    tab.js("document.activeElement.blur()")
    tab.press("w", "t")
    assert tab.saved("tsv", place) == b"a\t1\n"
    assert tab.saved("svg", place).startswith(b"<svg")
    asked = tab.js("globalThis.asked")
    members = interface("View")
    assert {name: asked.get(name, "not asked for") for name in members} == members
    # What the page looks at by other names is its own; a view that says nothing there is none the worse.
    assert set(asked) - set(members) <= {"module"}
