"""The examples of Docs/python.md run as they stand there."""
import re

from conftest import ROOT

BLOCK = re.compile(r"^```python[^\n]*\n(.*?)^```$", re.S | re.M)


def test_examples(lm, tmp_path, monkeypatch):
    """Every block, one after the other, in one namespace."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "Docs/python.md").read_text(encoding="utf-8")
    blocks, names = BLOCK.findall(text), {}
    assert len(blocks) > 8
    for block in blocks:
        exec(compile(block, "Docs/python.md", "exec"), names)
    assert names["answer"].to_numpy("logits").shape == (6, 6144)
    assert [path.name for path in tmp_path.iterdir()] == ["lens.html"]
    assert "bert-base-uncased=demo-bert" in text and names["explainer"].use_models(None) == {}
    assert repr(names["answer"].tensors) == re.search(r"<Tensor .*?\]>", text)[0]
