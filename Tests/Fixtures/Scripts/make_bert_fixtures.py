"""Makes tiny random-weight BERT checkpoints with the values a correct implementation computes on them.

    python make_bert_fixtures.py [--models FOLDER] [NAME ...]

FOLDER (default: Models beside the folder of this script) must hold `bert`, whose word pieces are reused. Each
NAME becomes FOLDER/NAME with a complete Hugging Face checkpoint, `expected.safetensors` and `expected.json`.
Needs torch, transformers 4.57, tokenizers and safetensors. Weights depend only on the seed, the parameter names
and shapes, and torch's CPU generator; they are spread as those of `make_gpt2_fixtures.py` are.

The values come from `transformers` with eager attention, through forward hooks; nothing is computed here except
the lens (the model's own masked-language-model head applied to its hidden states) and ranks.
"""

from __future__ import annotations

import contextlib
import copy
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import golden  # first: it keeps the libraries below offline and quiet
import torch
from golden import same
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import (BertConfig, BertForMaskedLM, BertForSequenceClassification, BertModel, BertTokenizerFast,
                          PreTrainedModel)

#: name -> texts. Layer internals are kept for "keys" only.
CASES: dict[str, tuple[str, ...]] = {
    "keys": ("The keys to the [MASK].",),
    "none": ("",),
    "long": ("Zoë's café — naïve “東京” 🙂: it's 3 km\n\tto the city.",),
    "pair": ("The cat sat.", "It is a rug")}
DETAILED = "keys"
#: how many last positions of the logits are kept for the other cases
TAIL = 3
WATCHED = [4, 30, 100, 150, 200, 250]

KEYS = {
    "<case>/ids": "[T] int64: token ids of the text or texts, with special tokens",
    "<case>/segments": "[T] int64: token_type_ids",
    "<case>/embeddings": "[T,D] token + position + segment embeddings after their norm, the input of layer 0",
    "<case>/layers.N.residual.pre": "[T,D] what enters layer N",
    "<case>/layers.N.residual.mid": "[T,D] norm of residual.pre + attention.output",
    "<case>/layers.N.residual.post": "[T,D] norm of residual.mid + mlp.output",
    "<case>/layers.N.attention.query|key|value": "[H,T,d] after the bias, before any scaling",
    "<case>/layers.N.attention.scores": "[H,T,T] scores before the softmax, after scaling",
    "<case>/layers.N.attention.pattern": "[H,T,T] after the softmax",
    "<case>/layers.N.attention.output": "[T,D] after attention.output.dense and its bias, before add and norm",
    "<case>/layers.N.mlp.neurons": "[T,F] after the activation, the input of output.dense",
    "<case>/layers.N.mlp.output": "[T,D] after output.dense and its bias, before add and norm",
    "<case>/pooler": "[1,D] where the checkpoint has a pooler",
    "<case>/class_logits": "[1,labels] where the checkpoint is a sequence classifier",
    "<case>/logits": f"[T,V]; for `{DETAILED}` only, where the checkpoint has a masked-language-model head",
    "<case>/logits.tail": f"[min({TAIL},T),V] the logits of the last positions; for the other cases",
    "<case>/lens.raw": "[L,V] last position: the masked-language-model head over residual.post of every layer",
    "<case>/ranks.raw": "[L,W] int64: rank of each watched id (see `watched`) in the lens row: "
                        "1 + the number of strictly greater entries",
    "(which cases)": f"layer internals only for `{DETAILED}`; the others have the last residual.post and all after it",
    "(letters)": "T tokens, D hidden_size, H heads, d = D/H, F intermediate_size, L layers, V vocabulary, W watched ids",
    "(precision)": "float32 unless said; row-major; batch dimension dropped",
}


@dataclass(frozen=True)
class Variant:
    """One checkpoint: its class, configuration, seed, and how it is stored."""

    seed: int
    model: type[PreTrainedModel]
    config: dict[str, Any]
    why: str
    dtype: torch.dtype = torch.float32
    lowercase: bool = True
    #: arguments of the class beside the configuration
    options: dict[str, Any] = field(default_factory=dict)
    #: whether the head's bias is stored as the decoder's alone
    renamed_bias: bool = False
    #: whether to add the position_ids buffer of old checkpoints
    buffer: bool = False


VARIANTS: dict[str, Variant] = {
    "bert_plain": Variant(
        31, BertModel, {"hidden_act": "relu", "intermediate_size": 60, "num_hidden_layers": 3, "layer_norm_eps": 1e-2},
        "no `bert.` prefix, no head, no pooler, with the position_ids buffer (as sentence embeddings are exported); "
        "relu; layer_norm_eps 0.01", options={"add_pooling_layer": False}, buffer=True),
    "bert_classifier": Variant(
        32, BertForSequenceClassification, {"hidden_act": "gelu_new", "num_hidden_layers": 2, "num_labels": 3},
        "sequence classification with three labels; pooler; gelu_new"),
    "bert_untied": Variant(
        33, BertForMaskedLM,
        {"hidden_act": "silu", "hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32,
         "num_hidden_layers": 12, "type_vocab_size": 3, "tie_word_embeddings": False},
        "decoder of its own, its bias stored as cls.predictions.decoder.bias alone; silu; three segments; twelve layers, "
        "so that ordering layers as strings goes wrong", renamed_bias=True),
    "bert_cased_f16": Variant(
        34, BertForMaskedLM, {"hidden_act": "gelu", "num_hidden_layers": 2},
        "weights stored as F16 (expected values: those weights widened to float32); cased vocabulary",
        dtype=torch.float16, lowercase=False),
}


# ----------------------------------------------------------------------------------------------- weights


def spread(model: PreTrainedModel, variant: Variant) -> None:
    """Gives every parameter a value that depends on the seed and its name alone."""
    embedding_std = 3.0 / math.sqrt(model.config.hidden_size)
    for name, parameter in model.named_parameters():  # a tied decoder is not listed again
        value = golden.random_like(parameter, variant.seed, name)
        if name.endswith("LayerNorm.weight"):
            value = 1 + 0.15 * value
        elif parameter.dim() == 1:
            value *= 0.1
        elif name.endswith(("word_embeddings.weight", "decoder.weight")):
            value *= embedding_std
        elif name.endswith("position_embeddings.weight"):
            value *= 0.5 * embedding_std
        elif name.endswith("token_type_embeddings.weight"):
            value *= 0.4 * embedding_std
        else:
            gain = 1.5 if re.search(r"\.(query|key)\.weight$", name) else 1.3
            value *= gain / math.sqrt(parameter.shape[1])
        with torch.no_grad():
            parameter.copy_(value)


def vocabulary(source: Path, lowercase: bool) -> list[str]:
    """The first word pieces of `source`; for a cased vocabulary some give way to capital letters and words."""
    pieces = (source / "vocab.txt").read_text(encoding="utf-8").split("\n")
    if not lowercase:
        letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
        pieces = pieces[:260] + letters + ["##" + letter for letter in letters] + ["The", "It", "Zo", "##ë", "##é"]
    assert len(set(pieces)) == len(pieces)
    return pieces[:320]


def write_checkpoint(variant: Variant, folder: Path, pieces: list[str]) -> None:
    """Makes the model and its tokenizer and stores them as the variant says."""
    config = BertConfig(**{"vocab_size": len(pieces), "hidden_size": 24, "num_attention_heads": 3,
                           "intermediate_size": 48, "max_position_embeddings": 64, **variant.config})
    model = variant.model(config, **variant.options).eval()
    spread(model, variant)
    model.to(variant.dtype).save_pretrained(folder, safe_serialization=True)
    (folder / "model.safetensors").chmod(0o644)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), do_lower_case=variant.lowercase, model_max_length=64)
    tokenizer.save_pretrained(folder)


def rewrite(variant: Variant, folder: Path) -> None:
    """Stores the weights as other exports do; transformers itself would not load all of these forms."""
    path = folder / "model.safetensors"
    tensors = load_file(str(path))
    if variant.renamed_bias:
        tensors["cls.predictions.decoder.bias"] = tensors.pop("cls.predictions.bias")
    if variant.buffer:
        tensors["embeddings.position_ids"] = torch.arange(len(tensors["embeddings.position_embeddings.weight"]))[None]
    if variant.renamed_bias or variant.buffer:
        save_file(tensors, str(path), metadata={"format": "pt"})
        path.chmod(0o644)


# ------------------------------------------------------------------------------------------------ values


@contextlib.contextmanager
def recording(model: BertModel) -> Iterator[dict[str, Tensor]]:
    """Collects the inner values of one forward pass under their names."""
    found: dict[str, Tensor] = {}
    handles = []
    heads = model.config.num_attention_heads

    def keep(name: str, value: Tensor) -> None:
        found[name] = value.detach()[0].clone()

    def split(name: str, output: Tensor) -> None:
        keep(name, output.unflatten(2, (heads, -1)).transpose(1, 2))

    handles.append(model.embeddings.register_forward_hook(lambda m, i, o: keep("embeddings", o)))
    for n, block in enumerate(model.encoder.layer):
        name = f"layers.{n}"
        attention = block.attention
        handles += [
            block.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.residual.pre", i[0])),
            attention.output.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.residual.mid", o)),
            attention.output.dense.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.attention.output", o)),
            block.output.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.residual.post", o)),
            block.output.dense.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.mlp.neurons", i[0])),
            block.output.dense.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.mlp.output", o)),
        ]
        for part in ("query", "key", "value"):
            handles.append(getattr(attention.self, part).register_forward_hook(
                lambda m, i, o, k=f"{name}.attention.{part}": split(k, o)))
    original, calls = torch.nn.functional.softmax, [0]

    def softmax(scores: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        pattern = original(scores, *args, **kwargs)
        keep(f"layers.{calls[0]}.attention.scores", scores)
        keep(f"layers.{calls[0]}.attention.pattern", pattern)
        calls[0] += 1
        return pattern

    torch.nn.functional.softmax = softmax
    try:
        yield found
    finally:
        torch.nn.functional.softmax = original
        for handle in handles:
            handle.remove()


@torch.no_grad()
def values(model: PreTrainedModel, ids: list[int], segments: list[int], check: bool = False) -> dict[str, Tensor]:
    """Everything of one forward pass and the lens."""
    base = model if isinstance(model, BertModel) else model.bert
    pooled: list[Tensor] = []
    with recording(base) as found, contextlib.ExitStack() as stack:
        if base.pooler is not None:
            stack.callback(base.pooler.register_forward_hook(lambda m, i, o: pooled.append(o)).remove)
        output = model(torch.tensor([ids]), token_type_ids=torch.tensor([segments]), output_hidden_states=True,
                       output_attentions=True)
    if pooled:
        found["pooler"] = pooled[0]
    if isinstance(model, BertForSequenceClassification):
        found["class_logits"] = output.logits
    if isinstance(model, BertForMaskedLM):
        found["logits"] = output.logits[0]
        found["lens.raw"] = model.cls(torch.stack([states[0, -1] for states in output.hidden_states[1:]]))
    if check:
        verify(base, found, output.attentions, output.hidden_states)
    return found


def verify(model: BertModel, found: dict[str, Tensor], attentions: tuple[Tensor, ...],
           states: tuple[Tensor, ...]) -> None:
    """Recomputes what can be recomputed from the recorded values and compares."""
    same(found["embeddings"], states[0][0], "embeddings")
    for n, block in enumerate(model.encoder.layer):
        at = {key.removeprefix(f"layers.{n}."): value for key, value in found.items() if key.startswith(f"layers.{n}.")}
        same(at["residual.pre"], states[n][0], "pre")
        same(at["residual.post"], states[n + 1][0], "post")
        same(at["attention.pattern"], attentions[n][0], "pattern")
        same(block.attention.output.LayerNorm(at["residual.pre"] + at["attention.output"]), at["residual.mid"], "mid")
        same(block.output.LayerNorm(at["residual.mid"] + at["mlp.output"]), at["residual.post"], "post from mid")
        scores = at["attention.query"] @ at["attention.key"].mT / math.sqrt(at["attention.query"].shape[-1])
        same(scores, at["attention.scores"], "scores")
        same(scores.softmax(-1), at["attention.pattern"], "pattern from scores")
        mixed = (at["attention.pattern"] @ at["attention.value"]).transpose(0, 1).flatten(1)
        same(block.attention.output.dense(mixed), at["attention.output"], "attention output")
        same(block.output.dense(at["mlp.neurons"]), at["mlp.output"], "mlp output")


def expected(variant: Variant, folder: Path) -> None:
    """Writes expected.safetensors and expected.json beside a checkpoint, computed from its files."""
    model = variant.model.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32,
                                          **variant.options).eval()
    exact = copy.deepcopy(model).double()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tensors: dict[str, Tensor] = {}
    cases: dict[str, Any] = {}
    for case, texts in CASES.items():
        encoding = tokenizer.encode(*texts)
        found = values(model, encoding.ids, encoding.type_ids, check=True)
        last = f"layers.{model.config.num_hidden_layers - 1}.residual.post"
        kept = found if case == DETAILED else {
            key: found[key] for key in (last, "pooler", "class_logits", "lens.raw") if key in found}
        if "logits" in found and case != DETAILED:
            kept["logits.tail"] = found["logits"][-TAIL:]
        for name, value in kept.items():
            tensors[f"{case}/{name}"] = value.float().contiguous()
        tensors[f"{case}/ids"] = torch.tensor(encoding.ids)
        tensors[f"{case}/segments"] = torch.tensor(encoding.type_ids)
        cases[case] = {
            "text": texts[0], **({"second_text": texts[1]} if len(texts) > 1 else {}), "ids": encoding.ids,
            "tokens": encoding.tokens,
            "attention_entropy": {"mean_nats": golden.entropy(found), "uniform_would_be": math.log(len(encoding.ids))},
            "noise": golden.noise(found, values(exact, encoding.ids, encoding.type_ids))}
        if "lens.raw" in found:
            tensors[f"{case}/ranks.raw"] = golden.ranks(found["lens.raw"], WATCHED)
            cases[case]["ranks"] = {"raw": tensors[f"{case}/ranks.raw"].tolist()}
            cases[case]["closest_entry_to_a_watched_one"] = {"raw": golden.closest(found["lens.raw"], WATCHED)}
    spreads = {name: entry for name, entry in cases[DETAILED]["noise"].items()
               if name in ("layers.N.residual.post", "logits", "class_logits")}
    golden.write(folder, tensors, {
        "what": variant.why, "seed": variant.seed, "made_by": "Tests/Fixtures/Scripts/make_bert_fixtures.py",
        "keys": KEYS, "watched": WATCHED, "cases": cases}, DETAILED)
    print(f"{folder.name}: T {[len(c['ids']) for c in cases.values()]}, {spreads}, "
          f"entropy {[round(c['attention_entropy']['mean_nats'], 2) for c in cases.values()]}, "
          f"{json.dumps(cases[DETAILED]['tokens'])}")


def make(name: str, folder: Path, models: Path) -> None:
    """Makes one variant in its empty folder."""
    variant = VARIANTS[name]
    write_checkpoint(variant, folder, vocabulary(models / "bert", variant.lowercase))
    assert golden.stored_types(folder) == {variant.dtype}
    expected(variant, folder)
    rewrite(variant, folder)
    print(f"{name}: {golden.size(folder)}")


if __name__ == "__main__":
    golden.main(__doc__, VARIANTS, make)
