"""Makes tiny random-weight GPT-2 checkpoints with the values a correct implementation computes on them.

    python make_gpt2_fixtures.py [--models FOLDER] [NAME ...]

FOLDER (default: Models beside the folder of this script) must hold `gpt2`, whose tokenizer is reused. Each
NAME becomes FOLDER/NAME with a complete Hugging Face checkpoint, `expected.safetensors` and `expected.json`.
Needs torch, transformers 4.57, tokenizers and safetensors. Weights depend only on the seed, the parameter names
and shapes, and torch's CPU generator.

Weights are "spread": scaled so that attention is far from uniform, logits differ by several units and biases and
norms are not trivial, so that a wrong scale, order or activation shows.

The values come from `transformers` with eager attention, through forward hooks; nothing is computed here except
the lenses (the model's own final norm and head applied to its hidden states), greedy generation, and ranks.
"""

from __future__ import annotations

import contextlib
import copy
import json
import math
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import golden  # first: it keeps the libraries below offline and quiet
import torch
from golden import kind, same
from tokenizers import Tokenizer
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel

FULL_VOCABULARY = 1000
GENERATED = 8
SMALLEST_MARGIN = 1e-3

#: name -> text. Layer internals are kept for "keys" only.
CASES = {"keys": "The keys to the cabinet",
         "one": "a",
         "long": "Zoë's café — naïve “東京” 🙂: it's 3 km\n\tto the city."}
DETAILED = "keys"
#: how many last positions of the logits are kept for the other cases
TAIL = 4
WATCHED = [1, 42, 100, 258, 300, 383]

KEYS = {
    "<case>/ids": "[T] int64: token ids of the text, no special tokens added",
    "<case>/embeddings": "[T,D] token + position embeddings, the input of layer 0",
    "<case>/layers.N.residual.pre": "[T,D] residual stream entering layer N",
    "<case>/layers.N.residual.mid": "[T,D] after the attention sub-block was added (input of ln_2)",
    "<case>/layers.N.residual.post": "[T,D] after the MLP sub-block was added (BEFORE the final norm, also for the last layer)",
    "<case>/layers.N.attention.query|key|value": "[H,T,d] after the bias, before any scaling",
    "<case>/layers.N.attention.scores": "[H,T,S] scores before the softmax, after all scaling; masked entries (S > T) are stored as 0",
    "<case>/layers.N.attention.pattern": "[H,T,S] after the softmax; masked entries are exactly 0",
    "<case>/layers.N.attention.output": "[T,D] what the attention sub-block adds to the stream (after c_proj and its bias)",
    "<case>/layers.N.mlp.neurons": "[T,F] after the activation, the input of mlp.c_proj",
    "<case>/layers.N.mlp.output": "[T,D] what the MLP adds to the stream (after c_proj and its bias)",
    "<case>/final_norm": "[T,D] after ln_f (the last of transformers' hidden_states)",
    "<case>/logits": f"[T,V]; for `{DETAILED}` only",
    "<case>/logits.tail": f"[min({TAIL},T),V] the logits of the last positions; for the other cases",
    "<case>/lens.raw": "[L,V] last position: lm_head(hidden_states[N+1]) for N = 0..L-1: NO final norm for inner layers; "
                       "the last one has it once, so lens.raw[L-1] = logits[T-1]",
    "<case>/lens.normed": "[L,V] last position: lm_head(ln_f(residual.post of layer N)) for every layer, the norm applied once",
    "<case>/ranks.raw, <case>/ranks.normed": "[L,W] int64: rank of each watched id (see `watched`) in the lens row: "
                                             "1 + the number of strictly greater entries",
    "<case>/generation.ids": f"[{GENERATED}] int64: greedy continuation (plain argmax, no end-of-text stop, whole text recomputed each step)",
    "<case>/generation.margins": f"[{GENERATED}] best logit minus second best at each step; all > {SMALLEST_MARGIN}",
    "(which cases)": f"layer internals only for `{DETAILED}`; the others have ids, final_norm, logits.tail, lens.*, ranks.*, generation.*",
    "(letters)": "T tokens, S source positions = T, D n_embd, H heads, d = D/H, F inner width, L layers, V vocabulary, W watched ids",
    "(precision)": "float32 unless said; row-major; batch dimension dropped",
}


@dataclass(frozen=True)
class Variant:
    """One checkpoint: its configuration, seed, and how it is stored."""

    seed: int
    config: dict[str, Any]
    why: str
    vocabulary: int = 384
    dtype: torch.dtype = torch.float32
    shard_size: str | None = None
    query_key_gain: float = 2.0
    final_boost: float = 4.0
    watched: list[int] = field(default_factory=lambda: list(WATCHED))


VARIANTS: dict[str, Variant] = {
    "gpt2_untied_inner": Variant(
        11, {"n_embd": 24, "n_head": 3, "n_layer": 3, "n_inner": 60, "tie_word_embeddings": False,
             "activation_function": "gelu"},
        "own lm_head, n_inner that is not 4 n_embd, erf gelu, vocabulary of 1000", vocabulary=FULL_VOCABULARY),
    "gpt2_inverse_scale": Variant(
        12, {"n_embd": 16, "n_head": 2, "n_layer": 12, "n_inner": 32, "scale_attn_by_inverse_layer_idx": True,
             "activation_function": "relu"},
        "scores divided by layer + 1; relu; twelve layers, so that ordering layers as strings goes wrong"),
    "gpt2_unscaled_silu": Variant(
        13, {"n_embd": 24, "n_head": 3, "n_layer": 3, "scale_attn_weights": False, "activation_function": "silu",
             "layer_norm_epsilon": 1e-2},
        "no division by sqrt(d); silu; layer_norm_epsilon 0.01", query_key_gain=1.2),
    "gpt2_reorder": Variant(
        14, {"n_embd": 24, "n_head": 3, "n_layer": 3, "reorder_and_upcast_attn": True,
             "scale_attn_by_inverse_layer_idx": True, "activation_function": "tanh"},
        "reorder_and_upcast_attn with scale_attn_by_inverse_layer_idx; tanh"),
    "gpt2_f16": Variant(
        15, {"n_embd": 24, "n_head": 3, "n_layer": 3, "activation_function": "gelu_pytorch_tanh"},
        "weights stored as F16 (expected values: those weights widened to float32); gelu_pytorch_tanh",
        dtype=torch.float16),
    "gpt2_bf16": Variant(
        16, {"n_embd": 24, "n_head": 3, "n_layer": 3, "activation_function": "gelu_new"},
        "weights stored as BF16 (expected values: those weights widened to float32)", dtype=torch.bfloat16),
    "gpt2_sharded": Variant(
        17, {"n_embd": 24, "n_head": 3, "n_layer": 3, "activation_function": "gelu_new"},
        "weights in several files with model.safetensors.index.json", shard_size="45KB"),
}


# ----------------------------------------------------------------------------------------------- weights


def spread(model: GPT2LMHeadModel, variant: Variant) -> None:
    """Gives every parameter a value that depends on the seed and its name alone."""
    config = model.config
    embedding_std = 3.0 / math.sqrt(config.n_embd) / variant.final_boost
    for name, parameter in model.named_parameters():  # a tied lm_head is not listed again
        noise = golden.random_like(parameter, variant.seed, name)
        if re.search(r"ln_(1|2|f)\.weight$", name):
            value = (1 + 0.15 * noise) * (variant.final_boost if "ln_f" in name else 1.0)
        elif parameter.dim() == 1:
            value = 0.1 * noise
        elif name.endswith(("wte.weight", "lm_head.weight")):
            value = embedding_std * noise
        elif name.endswith("wpe.weight"):
            value = 0.5 * embedding_std * noise
        elif name.endswith("c_attn.weight"):
            value = noise / math.sqrt(parameter.shape[0])
            gain = 0.9 * variant.query_key_gain
            if config.scale_attn_by_inverse_layer_idx:  # keep deep layers' attention from becoming uniform
                gain *= math.sqrt(int(name.split(".h.")[1].split(".")[0]) + 1)
            value[:, : 2 * config.n_embd] *= gain
            value[:, 2 * config.n_embd:] *= 1.2
        else:
            value = 1.3 * noise / math.sqrt(parameter.shape[0])
        with torch.no_grad():
            parameter.copy_(value)


def write_tokenizer(source: Path, target: Path, vocabulary: int) -> None:
    """Copies a byte-level BPE, cut to its first `vocabulary` entries (a BPE of fewer merges is a BPE)."""
    data = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    names = {name: index for name, index in data["model"]["vocab"].items() if index < vocabulary}
    merges = [m if isinstance(m, str) else " ".join(m) for m in data["model"]["merges"]]
    merges = [merge for merge in merges if merge.replace(" ", "") in names]
    assert names.keys() >= {part for merge in merges for part in merge.split()}
    data["model"]["vocab"], data["model"]["merges"] = names, [merge.split(" ") for merge in merges]
    (target / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    (target / "vocab.json").write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    (target / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", "utf-8")
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        shutil.copyfile(source / name, target / name)


def write_checkpoint(variant: Variant, folder: Path) -> None:
    """Makes the model and stores it as the variant says."""
    config = GPT2Config(vocab_size=variant.vocabulary, n_positions=64, n_ctx=64, bos_token_id=0, eos_token_id=0,
                        **variant.config)
    model = GPT2LMHeadModel(config).eval()
    spread(model, variant)
    model.to(variant.dtype).save_pretrained(folder, safe_serialization=True,
                                            max_shard_size=variant.shard_size or "10GB")
    for path in folder.glob("model*.safetensors"):
        path.chmod(0o644)


# ------------------------------------------------------------------------------------------------ values


@contextlib.contextmanager
def recording(model: GPT2LMHeadModel) -> Iterator[dict[str, Tensor]]:
    """Collects the inner values of one forward pass under their names."""
    found: dict[str, Tensor] = {}
    handles = []
    heads, width = model.config.n_head, model.config.n_embd

    def keep(name: str, value: Tensor) -> None:
        found[name] = value.detach()[0].clone()

    def split(layer: int, output: Tensor) -> None:
        for name, part in zip(("query", "key", "value"), output.split(width, dim=2)):
            keep(f"layers.{layer}.attention.{name}",
                 part.view(1, -1, heads, width // heads).transpose(1, 2))

    handles.append(model.transformer.drop.register_forward_hook(lambda m, i, o: keep("embeddings", o)))
    for n, block in enumerate(model.transformer.h):
        name = f"layers.{n}"
        handles += [
            block.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.residual.pre", i[0])),
            block.ln_2.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.residual.mid", i[0])),
            block.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.residual.post", o[0])),
            block.attn.c_attn.register_forward_hook(lambda m, i, o, n=n: split(n, o)),
            block.attn.c_proj.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.attention.output", o)),
            block.mlp.c_proj.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.mlp.neurons", i[0])),
            block.mlp.c_proj.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.mlp.output", o)),
        ]
    original, calls = torch.nn.functional.softmax, [0]

    def softmax(scores: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        pattern = original(scores, *args, **kwargs)
        mask = torch.tril(torch.ones(scores.shape[-2:], dtype=torch.bool))
        keep(f"layers.{calls[0]}.attention.scores", scores.where(mask, torch.zeros((), dtype=scores.dtype)))
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
def values(model: GPT2LMHeadModel, ids: list[int], check: bool = False) -> dict[str, Tensor]:
    """Everything of one forward pass and both lenses."""
    with recording(model) as found:
        output = model(torch.tensor([ids]), output_hidden_states=True, output_attentions=True, use_cache=False)
    layers = model.config.n_layer
    states = output.hidden_states
    found["final_norm"], found["logits"] = states[-1][0], output.logits[0]
    found["lens.raw"] = torch.stack([model.lm_head(states[n + 1][0, -1]) for n in range(layers)])
    found["lens.normed"] = torch.stack([model.lm_head(model.transformer.ln_f(found[f"layers.{n}.residual.post"][-1]))
                                        for n in range(layers)])
    if check:
        verify(model, found, output.attentions, states)
    return found


def verify(model: GPT2LMHeadModel, found: dict[str, Tensor], attentions: tuple[Tensor, ...],
           states: tuple[Tensor, ...]) -> None:
    """Recomputes what can be recomputed from the recorded values and compares."""
    config = model.config
    for n, block in enumerate(model.transformer.h):
        at = {key.removeprefix(f"layers.{n}."): value for key, value in found.items() if key.startswith(f"layers.{n}.")}
        same(at["residual.pre"], states[n][0], "pre")
        same(at["attention.pattern"], attentions[n][0], "pattern")
        same(at["residual.pre"] + at["attention.output"], at["residual.mid"], "mid")
        same(at["residual.mid"] + at["mlp.output"], at["residual.post"], "post")
        scale = (config.n_embd // config.n_head) ** -0.5 if config.scale_attn_weights else 1.0
        if config.scale_attn_by_inverse_layer_idx:
            scale /= n + 1
        scores = at["attention.query"] @ at["attention.key"].mT * scale
        same(scores.tril(), at["attention.scores"], "scores")
        hidden = torch.ones_like(scores[0], dtype=torch.bool).triu(1)
        pattern = scores.masked_fill(hidden, -math.inf).softmax(-1)
        same(pattern, at["attention.pattern"], "pattern from scores")
        assert not at["attention.pattern"][:, hidden].any()
        mixed = (pattern @ at["attention.value"]).transpose(0, 1).flatten(1)
        same(block.attn.c_proj(mixed), at["attention.output"], "attention output")
        same(block.mlp.c_proj(at["mlp.neurons"]), at["mlp.output"], "mlp output")
    same(model.transformer.ln_f(found[f"layers.{config.n_layer - 1}.residual.post"]), found["final_norm"], "final norm")
    same(found["lens.raw"][-1], found["logits"][-1], "raw lens")
    same(found["lens.normed"][-1], found["logits"][-1], "normed lens")


@torch.no_grad()
def generate(model: GPT2LMHeadModel, ids: list[int]) -> tuple[list[int], list[float]]:
    """Greedy continuation and the margin of each choice."""
    text, margins = list(ids), []
    for _ in range(GENERATED):
        best = model(torch.tensor([text]), use_cache=False).logits[0, -1].topk(2)
        text.append(int(best.indices[0]))
        margins.append(float(best.values[0] - best.values[1]))
    assert min(margins) > SMALLEST_MARGIN, ("margin too small: choose another seed", margins)
    return text[len(ids):], margins


def expected(variant: Variant, folder: Path) -> None:
    """Writes expected.safetensors and expected.json beside a checkpoint, computed from its files."""
    model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    exact = copy.deepcopy(model).double()
    for block in exact.transformer.h:  # the reordered path would go through float32 again; it is the same arithmetic
        block.attn.reorder_and_upcast_attn = False
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tensors: dict[str, Tensor] = {}
    cases: dict[str, Any] = {}
    for case, text in CASES.items():
        encoding = tokenizer.encode(text)
        found = values(model, encoding.ids, check=True)
        reference = values(exact, encoding.ids)
        new, margins = generate(model, encoding.ids)
        kept = found if case == DETAILED else {
            "logits.tail": found["logits"][-TAIL:],
            **{key: found[key] for key in ("final_norm", "lens.raw", "lens.normed")}}
        for name, value in kept.items():
            tensors[f"{case}/{name}"] = value.float().contiguous()
        tensors[f"{case}/ids"] = torch.tensor(encoding.ids)
        tensors[f"{case}/generation.ids"] = torch.tensor(new)
        tensors[f"{case}/generation.margins"] = torch.tensor(margins)
        gaps = {}
        for which in ("raw", "normed"):
            lens = found[f"lens.{which}"]
            tensors[f"{case}/ranks.{which}"] = golden.ranks(lens, variant.watched)
            gaps[which] = golden.closest(lens, variant.watched)
        uniform = sum(math.log(t + 1) for t in range(len(encoding.ids))) / len(encoding.ids)
        cases[case] = {
            "text": text, "ids": encoding.ids, "tokens": encoding.tokens,
            "generation": {"ids": new, "tokens": [tokenizer.id_to_token(i) for i in new], "margins": margins,
                           "text": tokenizer.decode(encoding.ids + new, skip_special_tokens=False)},
            "ranks": {which: tensors[f"{case}/ranks.{which}"].tolist() for which in ("raw", "normed")},
            "closest_entry_to_a_watched_one": gaps,
            "attention_entropy": {"mean_nats": golden.entropy(found), "uniform_would_be": uniform},
            "noise": golden.noise(found, reference)}
    golden.write(folder, tensors, {
        "what": variant.why, "seed": variant.seed, "made_by": "Tests/Fixtures/Scripts/make_gpt2_fixtures.py",
        "keys": KEYS, "watched": variant.watched, "cases": cases}, DETAILED)
    noise = {key: max(case["noise"]["logits"][key] for case in cases.values()) for key in ("std", "max_abs")}
    print(f"{folder.name}: {golden.size(folder)}, "
          f"logits std {noise['std']:.2f}, noise {noise['max_abs']:.1e}, "
          f"entropy {cases['long']['attention_entropy']['mean_nats']:.2f} of "
          f"{cases['long']['attention_entropy']['uniform_would_be']:.2f}, T {[len(c['ids']) for c in cases.values()]}, "
          f"least margin {min(min(c['generation']['margins']) for c in cases.values()):.3g}, "
          f"new {[c['generation']['ids'] for c in cases.values()]}")


def make(name: str, folder: Path, models: Path) -> None:
    """Makes one variant in its empty folder."""
    variant = VARIANTS[name]
    write_checkpoint(variant, folder)
    write_tokenizer(models / "gpt2", folder, variant.vocabulary)
    assert golden.stored_types(folder) == {variant.dtype}
    expected(variant, folder)


if __name__ == "__main__":
    golden.main(__doc__, VARIANTS, make)
