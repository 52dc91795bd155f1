"""Explainers, entry points and how they are called."""
import inspect
import pickle

import explainer
import numpy
import pytest
from explainer import InvalidCall, NoSuchEntryPoint, Session, explainers

NAMES = [
    "predictions", "rankings", "activations", "attention_head_view", "attention_neuron_view", "attention_model_view",
]


def test_the_table(lm):
    """entry_points is a table for people, in text and HTML, and a sequence for programs."""
    table = lm.entry_points
    assert [point.name for point in table] == NAMES and len(table) == 6 and table[0].id.endswith("/predictions")
    for text in (repr(table), table._repr_html_()):
        for point in table:
            assert point.name in text and point.summary.split(",")[0].split(":")[0][:20] in text
        assert "n_components=10" in text
    assert max(map(len, repr(table).splitlines())) <= 100
    assert table._repr_html_().count("<tr>") == 7


def test_by_name(lm):
    """Entry points by name, full name, alias and attribute; names are completed."""
    assert lm["predictions"] is lm["lm_layers_explainer/predictions"] is lm["logit_lens"] is lm.predictions
    assert list(lm) == NAMES and "rankings" in lm and "ranking" not in lm
    assert lm._ipython_key_completions_() == NAMES and set(NAMES) <= set(dir(lm))


def test_names_that_are_not(lm):
    """A wrong name is an error with the nearest right one."""
    with pytest.raises(NoSuchEntryPoint, match="did you mean 'predictions'"):
        lm["prediction"]
    with pytest.raises(KeyError):
        lm["nothing"]
    with pytest.raises(AttributeError, match="did you mean 'rankings'"):
        lm.ranking
    with pytest.raises(AttributeError, match="lm_layers_explainer"):
        explainers.lm_layer_explainer
    with pytest.raises(NoSuchEntryPoint, match="lm_layers_explainer"):
        explainer.session().explainer("lm_layers")["predictions"]


def test_any_explainer_can_be_imported(lm):
    """What the registry has can be imported by name."""
    assert explainers.__getattr__("lm_layers_explainer").name == "lm_layers_explainer"
    assert "lm_layers_explainer" in dir(explainers)


def test_importing_starts_nothing(python):
    """Import, inspection and completion of private names need no program."""
    script = (
        "from explainer.explainers import lm_layers_explainer\nimport explainer, inspect, copy, pickle\n"
        "copy.copy(lm_layers_explainer), pickle.dumps(lm_layers_explainer), hasattr(lm_layers_explainer, '_x')\n"
        "inspect.getdoc(lm_layers_explainer), repr(lm_layers_explainer), inspect.unwrap(lm_layers_explainer)\n"
        "print(explainer.session())")
    done = python(script, env={"EXPLAINER": "/nowhere"})
    assert done.stdout.strip() == "<explainer.Session: not running>", done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_usage(lm, name):
    """__doc__ has the call, what is shown, how to read it, and every parameter; a bound one's is the same."""
    usage = lm[name].__doc__
    assert usage.startswith(f"{name}(model)(") and "\n".join(lm[name].summary.split()[:1]) in usage
    for heading in ("Parameters\n----------", "How it can mislead\n------", "Source\n------"):
        assert heading in usage
    for parameter in lm[name].parameters:
        assert f"\n{parameter['name']}=" in usage
    assert lm[name]("demo-bert").__doc__ == usage == inspect.getdoc(lm[name])


def test_signatures(lm):
    """Editors can complete parameters."""
    assert str(inspect.signature(lm["predictions"]("m"))).startswith("(*texts, position=None, layer=None, topk=10")
    assert list(inspect.signature(lm["activations"]).parameters)[:3] == ["model", "texts", "n_components"]


def test_a_question_says_what_it_is(lm):
    """What has not run yet says so where it is looked at."""
    assert "call it to run it" in repr(lm["predictions"]("demo-gpt2", "The keys"))
    assert "text" in repr(lm["predictions"]("demo-gpt2"))


def test_texts(lm):
    """Texts by position, by name, bound or not, and the last said counts."""
    view = lm["attention_head_view"]
    pair = ["The cat sat.", "It lay."]
    for asked in (
        view("demo-bert")(*pair), view("demo-bert", *pair)(), view("demo-bert")(pair),
        view("demo-bert")(sentence_a=pair[0], sentence_b=pair[1]), view("demo-bert", "else")(*pair),
        view("demo-bert")(texts=pair),
    ):
        assert asked.texts == pair
    assert view("demo-bert")("The cat sat.", None).texts == pair[:1] == view("demo-bert")(text="The cat sat.").texts


def test_wrong_calls(lm):
    """Mistakes are errors in the words of the call."""
    point = lm["predictions"]
    with pytest.raises(InvalidCall, match=r"needs a text: predictions\('demo-gpt2'\)\(text\)"):
        point("demo-gpt2")()
    with pytest.raises(InvalidCall, match="in two ways"):
        point("demo-gpt2")("a", text="b")
    with pytest.raises(InvalidCall, match="a text is a int"):
        point("demo-gpt2")(3)
    with pytest.raises(InvalidCall, match="no parameter 'positon'.*did you mean 'position'"):
        point("demo-gpt2", "The keys")(positon=3)
    with pytest.raises(InvalidCall, match="no parameter 'tpk'"):
        point("demo-gpt2", tpk=3)
    with pytest.raises(InvalidCall, match="'topk' cannot be 0; expected a whole number, 1 or more"):
        point("demo-gpt2", "The keys")(topk=0)
    with pytest.raises(InvalidCall, match="expected 1, found 2"):
        point("demo-gpt2")("a", "b")


def test_parameters(lm):
    """Parameters bound first and given later, numpy's numbers among them; None is the default."""
    bound = lm["predictions"]("demo-gpt2", "The keys", topk=3)
    assert bound().parameters["topk"] == 3
    assert bound(topk=numpy.int64(4)).parameters["topk"] == 4
    assert bound(topk=None).parameters["topk"] == 10
    assert bound().parameters["topk"] == 3
    view = lm["attention_head_view"]("demo-bert", "The cat sat.")
    for heads in ([0, 2], (0, 2), numpy.array([0, 2]), range(0, 3, 2), {0, 2}):
        assert view(heads=heads).parameters["heads"] == [0, 2]


def test_options(lm):
    """Options of the run go beside the parameters."""
    long = "The keys to the cabinet. " * 100
    asked = lm["predictions"]("demo-gpt2", truncate=True)(long, timeout=60, memory=1 << 30)
    assert len(asked.tokens) <= 257
    with pytest.raises(explainer.LimitReached):
        lm["activations"]("demo-bert", timeout=0.2)(
            "The cat sat on the mat.", n_components=30, max_iter=10_000_000, tolerance=0)


def test_rankings_of_candidates(lm):
    """The seed's chain: ranks of what was generated, then of candidates by id or text at a position."""
    made = lm["rankings"]("demo-gpt2")("The keys to the cabinet", generate=2, do_sample=False)
    assert isinstance(made, explainer.Rankings) and made.parameters["generate"] == 2
    watched = made.rankings_watch(watch=[318, " are"], position=5)
    assert watched.parameters["watch"][0] == 318 and watched.parameters["generate"] == 2
    assert watched.parameters["position"] == 5 and watched.to_numpy("watch").shape == (6, 2)
    assert made.rankings_watch(watch=" is", position=-1).parameters.get("position") is None
    assert made.rankings() is made and made.rankings(normed=True).parameters["normed"] is True


def test_pickles(lm):
    """Entry points and questions go to other processes, which ask sessions of their own."""
    for one in (lm["predictions"], lm["predictions"]("demo-gpt2", "The keys")):
        again = pickle.loads(pickle.dumps(one))
        assert repr(again) == repr(one)
    assert pickle.loads(pickle.dumps(lm))["predictions"]("demo-gpt2")("The keys").texts == ["The keys"]


def test_sessions_of_ones_own():
    """A session's explainer asks that session."""
    with Session(jobs=1) as session:
        point = session.explainer("lm_layers_explainer")["predictions"]
        assert point("demo-gpt2")("The keys").texts == ["The keys"]
    with pytest.raises(explainer.SessionEnded):
        point("demo-gpt2")("The keys")
