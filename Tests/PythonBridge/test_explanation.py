"""Answers: as data, as files, as what is shown."""
import json
import os
import pathlib
import pickle
import stat
import xml.etree.ElementTree

import numpy
import pytest
from explainer import ExplainerError, InvalidCall

TEXT = "The keys to the </script> 'cabinet' & the 👩‍👧"


@pytest.fixture(scope="module")
def lens(lm):
    return lm["predictions"]("demo-gpt2")(TEXT, topk=3)


def test_the_command_says_the_same(lens, command):
    """Document, page, drawing and text are what the command makes of the same question, byte by byte."""
    def said(form):
        return command(
            "run", "predictions", "--model", "demo-gpt2", "--text", TEXT, "--topk", "3", "--format", form).decode()
    assert lens.to_html() == said("html")
    assert lens.to_svg() == said("svg")
    assert lens.to_text().rstrip("\n") == said("terminal").rstrip("\n")
    assert lens.to_dict() == json.loads(said("json"))


def test_data(lens):
    """The parts of the document, and the result's own."""
    document = lens.to_dict()
    for name in ("entry_point", "model", "plugin", "texts", "parameters", "tokens", "result", "figures", "checks"):
        assert getattr(lens, name) == document[name]
    assert lens["layers"] == lens.result["layers"] and lens.texts == [TEXT]
    document["result"]["layers"].clear()
    assert lens["layers"], "a copy"
    with pytest.raises(KeyError):
        lens["nothing"]


def test_checks(lm, lens):
    """A program sees whether a check failed, and what that means, as a person does."""
    for check in lens.checks.values():
        assert check["passed"] is True and check["meaning"] and set(check) == {"value", "passed", "meaning"}
    factors = lm["activations"]("demo-bert")("The keys to the cabinet", n_components=100)
    failed = [name for name, check in factors.checks.items() if not check["passed"]]
    assert "n_components_trimmed" in failed and "check failed: n_components_trimmed" in factors.to_text()


def test_numbers(lm, lens):
    """Tensors are there by name, as numpy's arrays, and agree with the result."""
    logits = lens.to_numpy("logits")
    assert logits.shape == (6, lens.model["vocabulary_size"]) and list(lens.to_numpy()) == ["logits"]
    for layer, row in zip(lens["layers"], logits):
        assert [token["id"] for token in layer["tokens"]] == list(numpy.argsort(-row, kind="stable")[:3])
    attention = lm["attention_head_view"]("demo-bert")("The cat sat on the mat").to_numpy("attention")
    numpy.testing.assert_allclose(attention.sum(-1), 1, atol=1e-5)
    with pytest.raises(InvalidCall, match="there is no tensor 'logit'; there are: logits"):
        lens.to_numpy("logit")


def test_tensors_are_asked_for_once(lm):
    """The numbers are fetched when they are first wanted, and not again."""
    explanation = lm["predictions"]("demo-gpt2")("The keys")
    asked = []
    again = explanation._again
    explanation._again = lambda **more: asked.append(more) or again(**more)
    assert explanation.tensors is explanation.tensors and len(asked) == 1


def test_tensors_of_another_result(lm):
    """If the same question has another answer by now, its numbers are not passed off as this one's."""
    explanation = lm["predictions"]("demo-gpt2")("The keys")
    explanation.result["position"] = 99
    with pytest.raises(ExplainerError, match="another result"):
        explanation.tensors


def test_save(lens, tmp_path):
    """Each ending has its form, with the rights files get here; nothing else is left in the folder."""
    endings = [".html", ".svg", ".json", ".txt", ".safetensors", ".npz"]
    for ending in endings:
        lens.save(tmp_path / f"lens{ending}")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted(endings)
    assert (tmp_path / "lens.html").read_text() == lens.to_html()
    assert (tmp_path / "lens.txt").read_text() == lens.to_text()
    assert json.loads((tmp_path / "lens.json").read_text()) == lens.to_dict()
    assert xml.etree.ElementTree.parse(tmp_path / "lens.svg").getroot().tag.endswith("svg")
    numpy.testing.assert_array_equal(numpy.load(tmp_path / "lens.npz")["logits"], lens.to_numpy("logits"))
    from explainer._tensors import TensorFile
    assert TensorFile(str(tmp_path / "lens.safetensors"))["logits"].tolist() == lens.tensors["logits"].tolist()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "lens.html").stat().st_mode) == 0o666 & ~mask


def test_save_that_fails(lens, tmp_path, monkeypatch):
    """A file is replaced whole or not at all; an ending without a form is told before anything is written."""
    path = tmp_path / "lens.html"
    path.write_text("before")
    monkeypatch.setattr(type(lens), "to_html", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lens.save(path)
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(InvalidCall, match=r"expected one of \.html, \.svg"):
        lens.save(tmp_path / "lens.pdf")
    with pytest.raises(FileNotFoundError):
        lens.save(tmp_path / "nowhere/lens.json")


def test_without_numpy(lens, python, tmp_path):
    """Everything but arrays is there without numpy, and the error says what to do."""
    script = (
        "import sys; sys.modules['numpy'] = None\nimport explainer\nfrom explainer.explainers import lm_layers_explainer\n"
        "e = lm_layers_explainer['predictions']('demo-gpt2')('The keys')\n"
        f"e.save({str(tmp_path / 'x.npz')!r})\n"
        "print(len(e.tensors['logits'].tolist()))\n"
        "try: e.to_numpy()\nexcept explainer.ExplainerError as error: print(error)")
    lines = python(script).stdout.splitlines()
    assert lines[0] == "6" and "pip install numpy" in lines[1]
    assert numpy.load(tmp_path / "x.npz")["logits"].shape[0] == 6


def test_shown_without_a_notebook(lens, capsys):
    """Without a notebook it is what a terminal shows, and no page is made."""
    assert repr(lens) == lens.to_text().rstrip("\n") and "rank 1" in repr(lens)
    assert list(lens._repr_mimebundle_()) == ["text/plain"]
    lens.show()
    assert capsys.readouterr().out.rstrip("\n") == repr(lens)


def test_ipython_on_a_terminal(python):
    """Plain IPython shows the text where the answer is a line's value."""
    script = (
        "from IPython.testing.globalipapp import start_ipython\nshell = start_ipython()\n"
        "shell.run_cell(\"from explainer.explainers import lm_layers_explainer as lm\")\n"
        "shell.run_cell(\"lm['predictions']('demo-gpt2')('The keys')\")")
    shown = python(script)
    assert "Out" in shown.stdout and "rank 1" in shown.stdout and "iframe" not in shown.stdout, shown.stderr


def test_a_page_in_a_notebook(lens):
    """The page stands in a sandboxed frame, whole and quoted, with its text for where frames are taken out."""
    html = lens._repr_mimebundle_(include={"text/html"})["text/html"]
    assert 'sandbox="allow-scripts allow-downloads"' in html and "allow-same-origin" not in html
    frame = html[html.index("srcdoc='") + 8:]
    quoted = frame[:frame.index("'")].replace("&#39;", "'").replace("&amp;", "&")
    before, after = lens.to_html().split("<head>", 1)
    assert quoted.startswith(before + "<head>") and quoted.endswith(after)
    assert "<pre>" in html[:html.index("<iframe")]


def test_a_page_too_long_for_a_notebook(lens, monkeypatch):
    """A page of many megabytes is not put into the notebook: its drawing is, and how to get the page."""
    from explainer import _notebook
    monkeypatch.setattr(_notebook, "LONGEST_PAGE", 1000)
    html = lens._repr_mimebundle_(include={"text/html"})["text/html"]
    assert "<iframe" not in html and "<svg" in html and ".save(" in html


def test_pickle(lens):
    """An explanation goes to another process whole, and can still be asked for its numbers there."""
    again = pickle.loads(pickle.dumps(lens))
    assert again.to_dict() == lens.to_dict() and again.to_html() == lens.to_html()
    numpy.testing.assert_array_equal(again.to_numpy("logits"), lens.to_numpy("logits"))


def test_the_document_is_as_its_schema_says(lens):
    """What to_dict gives has the members the schema requires."""
    schema = pathlib.Path(__file__).resolve().parents[2] / "Docs/explanation.schema.json"
    assert set(json.loads(schema.read_text())["required"]) <= set(lens.to_dict())
