"""Makes tiny random-weight BART checkpoints with the values a correct implementation computes on them.

    python make_bart_fixtures.py [--models FOLDER] [NAME ...]

FOLDER (default: Models beside the folder of this script) must hold `bart`, whose tokenizer is reused. Each
NAME becomes FOLDER/NAME with a complete Hugging Face checkpoint, `expected.safetensors` and `expected.json`.
Needs torch, transformers 4.57, tokenizers and safetensors. Weights depend only on the seed, the parameter names
and shapes, and torch's CPU generator; they are spread as those of `make_gpt2_fixtures.py` are.

The values come from `transformers` with eager attention, through forward hooks, and the greedy continuations from
its `generate`; nothing is computed here except the lens (the model's head and bias applied to its decoder's hidden
states) and ranks.
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
from make_gpt2_fixtures import write_tokenizer
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BartConfig, BartForConditionalGeneration
from transformers.models.bart import modeling_bart

GENERATED = 8
SMALLEST_MARGIN = 1e-3
VOCABULARY = 384

#: name -> what the encoder reads, and the decoder; None lets it begin. Layer internals are kept for "keys" only.
CASES: dict[str, tuple[str, str | None]] = {
    "keys": ("The keys to the cabinet", "It is a key"),
    "start": ("The cat sat on the mat.", None),
    "long": ("Zoë's café — naïve “東京”: it's 3 km\n\tto the city.", "A rug")}
DETAILED = "keys"
#: how many last positions of the logits are kept for the other cases
TAIL = 3
WATCHED = [3, 42, 100, 258, 300, 383]

STACK = {
    "<case>/<stack>.embeddings": "[T,D] after layernorm_embedding, the input of layer 0",
    "<case>/<stack>.layers.N.residual.pre": "[T,D] what enters layer N",
    "<case>/<stack>.layers.N.residual.mid": "[T,D] norm of residual.pre + attention.output",
    "<case>/decoder.layers.N.residual.cross": "[T,D] norm of residual.mid + cross_attention.output",
    "<case>/<stack>.layers.N.residual.post": "[T,D] norm of the last of these + mlp.output",
    "<case>/<stack>.layers.N.attention.query|key|value": "[H,T,d] after the bias, before any scaling",
    "<case>/<stack>.layers.N.attention.scores": "[H,T,S] scores before the softmax, after scaling; masked entries are stored as 0",
    "<case>/<stack>.layers.N.attention.pattern": "[H,T,S] after the softmax",
    "<case>/<stack>.layers.N.attention.output": "[T,D] after out_proj and its bias, before add and norm",
    "<case>/decoder.layers.N.cross_attention.*": "the same, decoder over encoder; key and value are [H,S,d] of the encoder",
    "<case>/<stack>.layers.N.mlp.neurons": "[T,F] after the activation, the input of fc2",
    "<case>/<stack>.layers.N.mlp.output": "[T,D] after fc2 and its bias, before add and norm",
}
KEYS = {
    "<case>/ids": "[S] int64: token ids of the encoder, with special tokens",
    "<case>/decoder_ids": "[T] int64: what the decoder reads, not shifted: its text with special tokens, or its start token",
    **STACK,
    "<case>/logits": f"[T,V] with final_logits_bias; for `{DETAILED}` only",
    "<case>/logits.tail": f"[min({TAIL},T),V] the logits of the last positions; for the other cases",
    "<case>/lens.raw": "[L,V] last decoder position: lm_head and final_logits_bias over residual.post of every decoder layer",
    "<case>/ranks.raw": "[L,W] int64: rank of each watched id (see `watched`) in the lens row: "
                        "1 + the number of strictly greater entries",
    "<case>/generation.ids": f"[<= {GENERATED}] int64: what transformers' greedy generate adds to the decoder's start token",
    "<case>/generation.margins": "best logit minus second best at each step that is not forced",
    "(which cases)": f"layer internals only for `{DETAILED}`; the others have the last residual.post of both stacks and all "
                     "after it",
    "(letters)": "T positions of the stack, S of the encoder, D d_model, H heads, d = D/H, F ffn_dim, L decoder layers, "
                 "V vocabulary, W watched ids",
    "(precision)": "float32 unless said; row-major; batch dimension dropped",
}


@dataclass(frozen=True)
class Variant:
    """One checkpoint: its configuration, seed, and how it is stored."""

    seed: int
    config: dict[str, Any]
    why: str
    dtype: torch.dtype = torch.float32
    #: the standard deviation of final_logits_bias; 0 leaves it out of the file
    bias: float = 0.0
    #: new names in the file: regular expression -> replacement; what is left without a stem is left out
    renamed: dict[str, str] = field(default_factory=dict)
    #: keys of config.json as old checkpoints have them, instead of generation_config.json
    legacy: dict[str, Any] = field(default_factory=dict)


VARIANTS: dict[str, Variant] = {
    "bart_scaled": Variant(
        51, {"encoder_layers": 1, "decoder_layers": 3, "encoder_attention_heads": 2, "decoder_attention_heads": 3,
             "encoder_ffn_dim": 40, "decoder_ffn_dim": 56, "scale_embedding": True, "tie_word_embeddings": False,
             "activation_function": "relu", "forced_eos_token_id": None},
        "no `model.` prefix; scale_embedding; embeddings of both stacks and lm_head all different; final_logits_bias; one "
        "layer under three, other heads and neurons; relu; no forced tokens",
        bias=0.5, renamed={r"^model\.": "", r"^shared\.": ""}),
    "bart_legacy_f16": Variant(
        52, {"encoder_layers": 3, "decoder_layers": 2, "activation_function": "gelu_new"},
        "weights stored as F16 (expected values: those weights widened to float32); three layers under two; embedding "
        "stored as lm_head.weight; no generation_config.json, force_bos_token_to_be_generated in config.json",
        dtype=torch.float16, renamed={r"^model\.shared\.": "lm_head."},
        legacy={"force_bos_token_to_be_generated": True, "forced_eos_token_id": 2}),
}


# ----------------------------------------------------------------------------------------------- weights


def spread(model: BartForConditionalGeneration, variant: Variant) -> None:
    """Gives every parameter a value that depends on the seed and its name alone."""
    width = model.config.d_model
    embedding_std = 3.0 / math.sqrt(width)
    for name, parameter in model.named_parameters():  # tied embeddings are not listed again
        value = golden.random_like(parameter, variant.seed, name)
        if re.search(r"(layer_norm|layernorm_embedding)\.weight$", name):
            value = 1 + 0.15 * value
        elif parameter.dim() == 1:
            value *= 0.1
        elif name.endswith(("shared.weight", "embed_tokens.weight", "lm_head.weight")):
            value *= embedding_std / (math.sqrt(width) if model.config.scale_embedding and "model" in name else 1)
        elif name.endswith("embed_positions.weight"):
            value *= 0.5 * embedding_std
        else:
            value *= (1.5 if re.search(r"\.[qk]_proj\.weight$", name) else 1.3) / math.sqrt(parameter.shape[1])
        with torch.no_grad():
            parameter.copy_(value)
    if variant.bias:
        model.final_logits_bias.copy_(variant.bias * golden.random_like(model.final_logits_bias, variant.seed, "bias"))


def write_checkpoint(variant: Variant, folder: Path) -> None:
    """Makes the model and stores it as transformers does."""
    config = BartConfig(**{"vocab_size": VOCABULARY, "d_model": 24, "encoder_attention_heads": 3,
                           "decoder_attention_heads": 3, "encoder_ffn_dim": 48, "decoder_ffn_dim": 48,
                           "max_position_embeddings": 64, **variant.config})
    model = BartForConditionalGeneration(config).eval()
    if not config.tie_word_embeddings:
        for stack in (model.model.encoder, model.model.decoder):
            stack.embed_tokens.weight = torch.nn.Parameter(stack.embed_tokens.weight.detach().clone())
    spread(model, variant)
    if variant.legacy:
        model.generation_config.forced_bos_token_id = config.bos_token_id
    model.to(variant.dtype).save_pretrained(folder, safe_serialization=True)
    (folder / "model.safetensors").chmod(0o644)


def rewrite(variant: Variant, folder: Path) -> None:
    """Stores weights and settings as other exports do; transformers itself would not load all of these forms."""
    path = folder / "model.safetensors"
    tensors: dict[str, Tensor] = {}
    for name, tensor in load_file(str(path)).items():
        for pattern, new in variant.renamed.items():
            name = re.sub(pattern, new, name)
        if "." in name or variant.bias:
            tensors[name] = tensor
    save_file(tensors, str(path), metadata={"format": "pt"})
    path.chmod(0o644)
    if variant.legacy:
        (folder / "generation_config.json").unlink()
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config.update(variant.legacy)
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


# ------------------------------------------------------------------------------------------------ values


@contextlib.contextmanager
def recording(model: BartForConditionalGeneration) -> Iterator[dict[str, Tensor]]:
    """Collects the inner values of one forward pass under their names."""
    found: dict[str, Tensor] = {}
    handles = []
    places: dict[int, str] = {}  # attention module -> its part of a site

    def keep(name: str, value: Tensor) -> None:
        found[name] = value.detach()[0].clone()

    for stack_name, stack in (("encoder", model.model.encoder), ("decoder", model.model.decoder)):
        handles.append(stack.layernorm_embedding.register_forward_hook(
            lambda m, i, o, k=stack_name: keep(f"{k}.embeddings", o)))
        for n, block in enumerate(stack.layers):
            name = f"{stack_name}.layers.{n}"
            handles += [
                block.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.residual.pre", i[0])),
                block.self_attn_layer_norm.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.residual.mid", o)),
                block.final_layer_norm.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.residual.post", o)),
                block.fc2.register_forward_pre_hook(lambda m, i, k=name: keep(f"{k}.mlp.neurons", i[0])),
                block.fc2.register_forward_hook(lambda m, i, o, k=name: keep(f"{k}.mlp.output", o)),
                block.self_attn.out_proj.register_forward_hook(
                    lambda m, i, o, k=name: keep(f"{k}.attention.output", o)),
            ]
            places[id(block.self_attn)] = f"{name}.attention"
            if stack_name == "decoder":
                places[id(block.encoder_attn)] = f"{name}.cross_attention"
                handles += [
                    block.encoder_attn_layer_norm.register_forward_hook(
                        lambda m, i, o, k=name: keep(f"{k}.residual.cross", o)),
                    block.encoder_attn.out_proj.register_forward_hook(
                        lambda m, i, o, k=name: keep(f"{k}.cross_attention.output", o))]
    original = modeling_bart.eager_attention_forward

    def attention(module: torch.nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None,
                  *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
        output, pattern = original(module, query, key, value, mask, *args, **kwargs)
        name = places[id(module)]
        for part, tensor in (("query", query), ("key", key), ("value", value), ("pattern", pattern)):
            keep(f"{name}.{part}", tensor)
        scores = query @ key.mT * kwargs["scaling"]
        if name.startswith("decoder") and name.endswith(".attention"):
            scores = scores.tril()
        keep(f"{name}.scores", scores)
        return output, pattern

    modeling_bart.eager_attention_forward = attention
    try:
        yield found
    finally:
        modeling_bart.eager_attention_forward = original
        for handle in handles:
            handle.remove()


@torch.no_grad()
def values(model: BartForConditionalGeneration, ids: list[int], decoder_ids: list[int],
           check: bool = False) -> dict[str, Tensor]:
    """Everything of one forward pass and the lens."""
    with recording(model) as found:
        output = model(torch.tensor([ids]), decoder_input_ids=torch.tensor([decoder_ids]), output_hidden_states=True,
                       output_attentions=True, use_cache=False)
    found["logits"] = output.logits[0]
    states = torch.stack([states[0, -1] for states in output.decoder_hidden_states[1:]])
    found["lens.raw"] = model.lm_head(states) + model.final_logits_bias
    if check:
        verify(model, found, output)
    return found


def verify(model: BartForConditionalGeneration, found: dict[str, Tensor], output: Any) -> None:
    """Recomputes what can be recomputed from the recorded values and compares."""
    same(found["lens.raw"][-1], found["logits"][-1], "lens")
    for stack, states, patterns in (
            ("encoder", output.encoder_hidden_states, output.encoder_attentions),
            ("decoder", output.decoder_hidden_states, output.decoder_attentions)):
        same(found[f"{stack}.embeddings"], states[0][0], "embeddings")
        for n, block in enumerate(getattr(model.model, stack).layers):
            prefix = f"{stack}.layers.{n}."
            at = {key.removeprefix(prefix): value for key, value in found.items() if key.startswith(prefix)}
            same(at["residual.pre"], states[n][0], "pre")
            same(at["residual.post"], states[n + 1][0], "post")
            same(at["attention.pattern"], patterns[n][0], "pattern")
            same(block.self_attn_layer_norm(at["residual.pre"] + at["attention.output"]), at["residual.mid"], "mid")
            last = at["residual.mid"]
            for name, part in (("attention", block.self_attn), ("cross_attention", getattr(block, "encoder_attn", None))):
                if part is None:
                    continue
                scores = at[f"{name}.scores"]
                if stack == "decoder" and name == "attention":
                    scores = scores.masked_fill(torch.ones_like(scores[0], dtype=torch.bool).triu(1), -math.inf)
                same(scores.softmax(-1), at[f"{name}.pattern"], f"{name} pattern from scores")
                mixed = (at[f"{name}.pattern"] @ at[f"{name}.value"]).transpose(0, 1).flatten(1)
                same(part.out_proj(mixed), at[f"{name}.output"], f"{name} output")
            if stack == "decoder":
                same(at["cross_attention.pattern"], output.cross_attentions[n][0], "cross pattern")
                last = at["residual.cross"]
                same(block.encoder_attn_layer_norm(at["residual.mid"] + at["cross_attention.output"]), last, "cross")
            same(block.fc2(at["mlp.neurons"]), at["mlp.output"], "mlp output")
            same(block.final_layer_norm(last + at["mlp.output"]), at["residual.post"], "post from mid")


@torch.no_grad()
def generate(model: BartForConditionalGeneration, ids: list[int]) -> tuple[list[int], list[float]]:
    """What greedy `generate` adds to the start token, and the margin of each choice that is not forced."""
    text = model.generate(torch.tensor([ids]), do_sample=False, num_beams=1, max_new_tokens=GENERATED)[0].tolist()
    margins = []
    for length in range(1, len(text)):
        logits = model(torch.tensor([ids]), decoder_input_ids=torch.tensor([text[:length]])).logits[0, -1]
        best = logits.topk(2)
        if int(best.indices[0]) == text[length]:
            margins.append(float(best.values[0] - best.values[1]))
        else:
            forced = model.generation_config
            assert text[length] == (forced.forced_bos_token_id if length == 1 else forced.forced_eos_token_id)
    assert min(margins) > SMALLEST_MARGIN, ("margin too small: choose another seed", margins)
    return text[1:], margins


def expected(variant: Variant, folder: Path) -> None:
    """Writes expected.safetensors and expected.json beside a checkpoint, computed from its files."""
    model = BartForConditionalGeneration.from_pretrained(folder, attn_implementation="eager",
                                                         dtype=torch.float32).eval()
    exact = copy.deepcopy(model).double()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tensors: dict[str, Tensor] = {}
    cases: dict[str, Any] = {}
    for case, (text, decoder_text) in CASES.items():
        ids = tokenizer.encode(text).ids
        decoder_ids = [model.config.decoder_start_token_id] if decoder_text is None else tokenizer.encode(decoder_text).ids
        found = values(model, ids, decoder_ids, check=True)
        new, margins = generate(model, ids)
        kept = dict(found)
        if case != DETAILED:
            last = [f"encoder.layers.{model.config.encoder_layers - 1}.residual.post",
                    f"decoder.layers.{model.config.decoder_layers - 1}.residual.post", "lens.raw"]
            kept = {key: found[key] for key in last} | {"logits.tail": found["logits"][-TAIL:]}
        for name, value in kept.items():
            tensors[f"{case}/{name}"] = value.float().contiguous()
        for name, integers in (("ids", ids), ("decoder_ids", decoder_ids), ("generation.ids", new)):
            tensors[f"{case}/{name}"] = torch.tensor(integers)
        tensors[f"{case}/generation.margins"] = torch.tensor(margins)
        tensors[f"{case}/ranks.raw"] = golden.ranks(found["lens.raw"], WATCHED)
        cases[case] = {
            "text": text, "second_text": decoder_text, "ids": ids, "decoder_ids": decoder_ids,
            "tokens": [tokenizer.id_to_token(i) for i in ids],
            "decoder_tokens": [tokenizer.id_to_token(i) for i in decoder_ids],
            "generation": {"ids": new, "tokens": [tokenizer.id_to_token(i) for i in new], "margins": margins},
            "ranks": {"raw": tensors[f"{case}/ranks.raw"].tolist()},
            "closest_entry_to_a_watched_one": {"raw": golden.closest(found["lens.raw"], WATCHED)},
            "attention_entropy": {"mean_nats": golden.entropy(found)},
            "noise": golden.noise(found, values(exact, ids, decoder_ids))}
    golden.write(folder, tensors, {
        "what": variant.why, "seed": variant.seed, "made_by": "Tests/Fixtures/Scripts/make_bart_fixtures.py",
        "keys": KEYS, "watched": WATCHED, "cases": cases}, DETAILED)
    logits = cases[DETAILED]["noise"]["logits"]
    print(f"{folder.name}: S {[len(c['ids']) for c in cases.values()]}, T {[len(c['decoder_ids']) for c in cases.values()]}, "
          f"logits {logits}, entropy {[round(c['attention_entropy']['mean_nats'], 2) for c in cases.values()]}, "
          f"new {[c['generation']['ids'] for c in cases.values()]}")


def make(name: str, folder: Path, models: Path) -> None:
    """Makes one variant in its empty folder."""
    variant = VARIANTS[name]
    write_checkpoint(variant, folder)
    write_tokenizer(models / "bart", folder, VOCABULARY)
    assert golden.stored_types(folder) == {variant.dtype}
    expected(variant, folder)
    rewrite(variant, folder)
    print(f"{name}: {golden.size(folder)}")


if __name__ == "__main__":
    golden.main(__doc__, VARIANTS, make)
