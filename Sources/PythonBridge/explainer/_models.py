"""Which model a name stands for.

A name is what the program takes: an embedded model, a folder, a Hugging Face id. Where a notebook names a
model that is not on this machine, another may stand in, if you say so:

    EXPLAINER_MODELS="bert-base-uncased=demo-bert,distilgpt2=demo-gpt2" jupyter lab

    explainer.use_models({"bert-base-uncased": "demo-bert"})

and `EXPLAINER_MODELS=demo` or `explainer.use_models("demo")` for the usual names at once (`DEMO`). A model that
is in the Hugging Face cache, or a folder of that name, goes before its stand-in; what stood in is said with
every answer.
"""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .errors import InvalidCall, ModelNotFound

#: The names that `"demo"` has embedded models stand in for.
DEMO: dict[str, str] = {
    "bert-base-uncased": "demo-bert",
    "google-bert/bert-base-uncased": "demo-bert",
    "distilgpt2": "demo-gpt2",
    "distilbert/distilgpt2": "demo-gpt2",
    "gpt2": "demo-gpt2",
    "openai-community/gpt2": "demo-gpt2",
    "facebook/bart-base": "demo-bart",
    "facebook/bart-large": "demo-bart",
    "facebook/bart-large-cnn": "demo-bart",
}

_chosen: dict[str, str] = {}


def use_models(models: Mapping[str, str] | str | None) -> dict[str, str]:
    """Lets models stand in for others that are not here: `{name: another name or folder}`, or `"demo"`.

    Adds to what was said before; None takes all of it back. Goes before the environment variable
    EXPLAINER_MODELS, which is written `name=other,name=other` or `demo`. Returns all that stand in now.
    """
    if models is None:
        _chosen.clear()
    else:
        _chosen.update(_parsed(models, "use_models") if isinstance(models, str) else {
            str(name): os.fspath(other) for name, other in models.items()})
    return stand_ins()


def stand_ins() -> dict[str, str]:
    """What stands in for what."""
    return {**_parsed(os.environ.get("EXPLAINER_MODELS", ""), "EXPLAINER_MODELS"), **_chosen}


def resolve(name: str | os.PathLike[str]) -> tuple[str, str | None]:
    """What the program is asked for, and the name it stands in for, if it does."""
    name = os.fspath(name)
    other = stand_ins().get(name)
    if other is not None and not is_here(name):
        return _absolute(other), name
    return _absolute(name), None


def is_here(name: str) -> bool:
    """Whether a model of that name lies in the Hugging Face cache with its weights, or in a folder of that name."""
    base, _, revision = name.partition("@")
    folders = [Path(name).expanduser()]
    repository = _cache() / ("models--" + base.replace("/", "--"))
    snapshots = repository / "snapshots"
    try:
        wanted = (repository / "refs" / (revision or "main")).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        wanted = revision
    if wanted:
        folders.append(snapshots / wanted)
    return any(_has_model(folder) for folder in folders)


def _has_model(folder: Path) -> bool:
    if not (folder / "config.json").is_file():
        return False
    return any(any(folder.glob(pattern)) for pattern in ("*.safetensors", "pytorch_model*.bin"))


def _cache() -> Path:
    """The Hugging Face cache, as huggingface_hub finds it."""
    get = os.environ.get
    home = get("HF_HOME") or os.path.join(get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    given = get("HF_HUB_CACHE") or get("HUGGINGFACE_HUB_CACHE") or os.path.join(home, "hub")
    return Path(os.path.expandvars(given)).expanduser()


def _absolute(name: str) -> str:
    """A folder as this process sees it; the program may have been started elsewhere."""
    path = os.path.expanduser(name)
    is_path = name.startswith((".", "~", os.sep)) or os.sep in name
    return os.path.abspath(path) if is_path and os.path.isdir(path) else name


def _parsed(text: str, source: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, other = (one.strip() for one in part.partition("="))
        if part == "demo":
            pairs.update(DEMO)
        elif equals and name and other:
            pairs[name] = other
        else:
            raise InvalidCall(
                f"{source}: {part!r} is not understood; expected name=other,name=other or demo, "
                "e.g. bert-base-uncased=demo-bert")
    return pairs


def with_stand_in_remedy(error: ModelNotFound, name: str) -> ModelNotFound:
    """The same error, and how to go on without that model."""
    low = name.lower()
    kind = "bart" if "bart" in low else "bert" if "bert" in low else "gpt2"
    other = DEMO.get(name, f"demo-{kind}")
    remedy = (
        f"or let an embedded model stand in: explainer.use_models({{{name!r}: {other!r}}}), "
        f"or EXPLAINER_MODELS={name}={other} in the environment")
    longer = ModelNotFound(f"{error.text}\n  {remedy[0].upper()}{remedy[1:]}")
    longer.__dict__.update({key: value for key, value in error.__dict__.items() if key != "text"})
    longer.remedy = "; ".join(filter(None, [error.remedy, remedy]))
    return longer
