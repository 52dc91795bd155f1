"""Which model a name stands for."""
import explainer
import pytest
from explainer import InvalidCall, ModelNotFound
from explainer._models import DEMO, is_here, resolve


def cached(folder, name, commit="abc", weights="model.safetensors"):
    """A model in a Hugging Face cache, as far as names go."""
    repository = folder / "hub" / ("models--" + name.replace("/", "--"))
    snapshot = repository / "snapshots" / commit
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs/main").write_text(commit)
    (snapshot / "config.json").touch()
    if weights:
        (snapshot / weights).touch()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    return tmp_path


def test_names_pass(cache):
    """Without a switch a name is what the program is asked for."""
    assert resolve("bert-base-uncased") == ("bert-base-uncased", None)


def test_the_variable(cache, monkeypatch):
    """EXPLAINER_MODELS has pairs, blanks allowed, and `demo` for the usual names."""
    monkeypatch.setenv("EXPLAINER_MODELS", " bert-base-uncased = demo-bert ,x/y=demo-gpt2,")
    assert resolve("bert-base-uncased") == ("demo-bert", "bert-base-uncased")
    assert resolve("x/y") == ("demo-gpt2", "x/y")
    assert resolve("distilgpt2") == ("distilgpt2", None)
    monkeypatch.setenv("EXPLAINER_MODELS", "demo,distilgpt2=elsewhere")
    assert resolve("facebook/bart-large-cnn")[0] == "demo-bart"
    assert resolve("distilgpt2")[0] == "elsewhere"


@pytest.mark.parametrize("text", ["bert", "=demo-bert", "bert=", "bert,demo"])
def test_a_variable_that_is_not_understood(cache, monkeypatch, text):
    """A mistake in the variable is an error that shows the form."""
    monkeypatch.setenv("EXPLAINER_MODELS", text)
    with pytest.raises(InvalidCall, match="EXPLAINER_MODELS: .*name=other"):
        resolve("bert")


def test_use_models(cache, monkeypatch, tmp_path):
    """use_models adds, goes before the variable, takes folders, and None takes it back."""
    monkeypatch.setenv("EXPLAINER_MODELS", "distilgpt2=a")
    assert explainer.use_models({"distilgpt2": "b"}) == {"distilgpt2": "b"}
    assert explainer.use_models({"other": tmp_path})["distilgpt2"] == "b"
    assert resolve("other") == (str(tmp_path), "other")
    assert explainer.use_models("demo").items() >= DEMO.items()
    assert explainer.use_models(None) == {"distilgpt2": "a"}


@pytest.mark.parametrize(("weights", "stands"), [
    ("model.safetensors", False), ("pytorch_model-00001-of-00002.bin", False), ("", True),
])
def test_the_cache_goes_before_a_stand_in(cache, weights, stands):
    """A model that is in the cache with its weights needs none to stand in; one without weights does."""
    cached(cache, "google-bert/bert-base-uncased", weights=weights)
    explainer.use_models("demo")
    name = "google-bert/bert-base-uncased"
    assert resolve(name) == (("demo-bert", name) if stands else (name, None))
    assert is_here(name + "@main") is not stands
    assert is_here(name + "@abc") is not stands
    assert not is_here(name + "@other")


def test_a_folder(cache, tmp_path, monkeypatch):
    """A path to a folder is made absolute, for the program may have been started elsewhere; other names are left."""
    (tmp_path / "models/mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert resolve("models/mine") == (str(tmp_path / "models/mine"), None)
    assert resolve("./models") == (str(tmp_path / "models"), None)
    assert resolve("models") == ("models", None)
    assert resolve("facebook/bart-large-cnn") == ("facebook/bart-large-cnn", None)


def test_a_model_that_is_not_there(lm):
    """The error says where it was looked for, how to get it, and how to let another stand in."""
    with pytest.raises(ModelNotFound) as caught:
        lm["predictions"]("facebook/bart-of-nobody")("The keys")
    for words in ("facebook/bart-of-nobody", "use_models", "EXPLAINER_MODELS=facebook/bart-of-nobody=demo-bart"):
        assert words in str(caught.value)
    assert caught.value.exit_code == 66 and caught.value.code and "use_models" in caught.value.remedy
    explainer.use_models({"facebook/bart-of-nobody": "nor-this"})
    with pytest.raises(ModelNotFound, match="nor-this") as caught:
        lm["predictions"]("facebook/bart-of-nobody")("The keys")
    assert "use_models" not in str(caught.value)


def test_what_stood_in_is_said(lm):
    """Whoever looks at an answer is told that it is another model's."""
    explainer.use_models("demo")
    explanation = lm["predictions"]("distilgpt2")("The keys")
    assert explanation.stands_in_for == "distilgpt2" and explanation.model["id"] == "demo-gpt2"
    assert repr(explanation).startswith("demo-gpt2 stands in for distilgpt2")
    html = explanation._repr_mimebundle_(include={"text/html"})["text/html"]
    assert "demo-gpt2 stands in for distilgpt2" in html[:200]
    assert lm["predictions"]("demo-gpt2")("The keys").stands_in_for is None
