"""Makes tiny checkpoints of forms of families, and what transformers computes on them.

    python make_family_fixtures.py [--models FOLDER] [NAME ...]

Needs torch and transformers (made with 2.15.0 and 5.24.0). The files and the keys of `oracle.json` and `oracle.safetensors`
are those of `cohere` and its like: `hidden` is what enters layer 0, what leaves each layer, and what is behind the last norm
where there is one; `grad_logit` the gradient of one score by `inputs_embeds`; `zero_mlp1` and `zero_head` the last scores with
the output of layer 1's MLP, or what its head 0 gathers, set to 0.
"""
import copy
import json
import math
from pathlib import Path

import golden
import torch
import transformers
from safetensors.torch import save_file
from torch import Tensor, nn

WORDS = ("the of a to in is that it was for on are with as his they at be this from have or by one had not but what all "
         "were when we there can an your which their said if do will each about how up out them then she many some so "
         "these would other into has more her two like him see time").split()
WORDS += [str(number) for number in range(256 - len(WORDS))]
TEXT = "when the two were out they said that this is how it was not like all of them"
# Class, configuration, and in a layer: what gives the MLP's output, and what the heads' columns go into.
CASES = {
    "deberta_v2": (transformers.DebertaV2ForMaskedLM, transformers.DebertaV2Config(
        hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40, max_position_embeddings=32,
        relative_attention=True, position_biased_input=False, pos_att_type=["p2c", "c2p"], share_att_key=True,
        norm_rel_ebd="layer_norm", position_buckets=6, conv_kernel_size=3, conv_act="gelu", conv_groups=2),
        "deberta.encoder.layer.{}", "output.dense", "attention.output.dense"),
    "opt_350m": (transformers.OPTForCausalLM, transformers.OPTConfig(
        hidden_size=24, word_embed_proj_dim=16, num_hidden_layers=3, num_attention_heads=3, ffn_dim=40,
        max_position_embeddings=32, do_layer_norm_before=False, bos_token_id=2, eos_token_id=2, pad_token_id=1),
        "model.decoder.layers.{}", "fc2", "self_attn.out_proj"),
    "falcon_rw": (transformers.FalconForCausalLM, transformers.FalconConfig(
        hidden_size=24, num_hidden_layers=2, num_attention_heads=6, alibi=True, multi_query=False, parallel_attn=False,
        bias=True, ffn_hidden_size=40, bos_token_id=1, eos_token_id=2), "transformer.h.{}", "mlp.dense_4h_to_h",
        "self_attention.dense"),
    "gpt_bigcode": (transformers.GPTBigCodeForCausalLM, transformers.GPTBigCodeConfig(
        n_embd=24, n_layer=2, n_head=3, n_inner=40, n_positions=32, bos_token_id=0, eos_token_id=0),
        "transformer.h.{}", "mlp.c_proj", "attn.c_proj"),
}


def spread(model: nn.Module, seed: int) -> None:
    """Weights with which a wrong scale, order or function shows."""
    for key, parameter in model.named_parameters():
        numbers = golden.random_like(parameter, seed, key)
        is_norm = "norm" in key.lower() or "ln_" in key
        if parameter.dim() == 1:
            value = 0.2 * numbers + (1 if is_norm and key.endswith("weight") else 0)
        else:
            value = numbers * (0.5 if "embed" in key or "wte" in key or "wpe" in key else 1.5 / math.sqrt(parameter[0].numel()))
        with torch.no_grad():
            parameter.copy_(value)


def continued(model: nn.Module, ids: Tensor) -> tuple[Tensor, float]:
    """The ids with the eight best that follow, and how far ahead of the second the nearest of them is."""
    margin = math.inf
    for _ in range(8):
        with torch.no_grad():
            best = model(ids).logits[0, -1].topk(2)
        margin = min(margin, (best.values[0] - best.values[1]).item())
        ids = torch.cat([ids, best.indices[None, :1]], 1)
    return ids, margin


def run(model: nn.Module, ids: Tensor, path: str, down: str, out: str) -> dict[str, Tensor]:
    """What the model computes."""
    layers = [model.get_submodule(path.format(index)) for index in range(model.config.num_hidden_layers)]
    # Falcon's patterns are not those of its scores: asked for them, transformers adds position biases twice.
    has_patterns = model.config._attn_implementation == "eager"
    last: list[Tensor] = []
    hook = layers[-1].register_forward_hook(lambda _, __, given: last.append(given[0] if isinstance(given, tuple) else given))
    with torch.no_grad():
        found = model(ids, output_hidden_states=True, output_attentions=has_patterns)
    hook.remove()
    hidden = list(found.hidden_states)
    if hidden[-1].shape != hidden[0].shape:
        hidden[-1] = last[0]
    result = {"hidden": torch.stack([state[0] for state in hidden]), "logits": found.logits[0]}
    if has_patterns:
        result["attn"] = torch.stack([pattern[0] for pattern in found.attentions])

    inputs = model.get_input_embeddings()(ids).detach().requires_grad_()
    scores = model(inputs_embeds=inputs).logits[0, -1]
    scores.max().backward()
    result["grad_logit"] = inputs.grad[0]

    def last_scores() -> Tensor:
        with torch.no_grad():
            return model(ids).logits[0, -1]
    hook = layers[1].get_submodule(down).register_forward_hook(lambda _, __, given: torch.zeros_like(given))
    result["zero_mlp1"] = last_scores()
    hook.remove()
    size = model.config.hidden_size // model.config.num_attention_heads

    def without_head(_: nn.Module, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return (torch.cat([torch.zeros_like(given[0][..., :size]), given[0][..., size:]], -1),)
    hook = layers[1].get_submodule(out).register_forward_pre_hook(without_head)
    result["zero_head"] = last_scores()
    hook.remove()
    return result


def make(name: str, folder: Path, _: Path) -> None:
    """Writes one folder."""
    kind, config, path, down, out = CASES[name]
    is_masked = "Masked" in kind.__name__
    config.vocab_size = len(WORDS)
    config._attn_implementation = "sdpa" if getattr(config, "alibi", False) else "eager"
    model = kind(config).eval()
    ids = torch.tensor([[WORDS.index(word) for word in TEXT.split()]])
    # No word that follows hangs on rounding, and they are not one word again and again.
    for seed in range(100):
        spread(model, seed)
        generated, margin = (ids, 0) if is_masked else continued(model, ids)
        if is_masked or margin > 0.05 and len(set(generated[0, ids.shape[1]:].tolist())) > 3:
            break
    model.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    (folder / "tokenizer.json").write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": {word: id for id, word in enumerate(WORDS)}, "unk_token": "the"}}) + "\n")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}\n')
    found = run(model, ids, path, down, out)
    exact = run(copy.deepcopy(model).double(), ids, path, down, out)
    off = {f"{key}_max_abs": (found[key].double() - exact[key]).abs().max().item() for key in found}
    best = found["logits"][-1].max(0)
    found["ids"] = ids[0]
    if not is_masked:
        found["gen/ids"] = generated[0, ids.shape[1]:]
    save_file({f"short/{key}": value.contiguous() for key, value in found.items()}, folder / "oracle.safetensors")
    (folder / "oracle.safetensors").chmod(0o644)
    (folder / "oracle.json").write_text(json.dumps({
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__}, "cases": {"short": golden.rounded({
            "model_type": config.model_type, "type": "mlm" if is_masked else "causal", "text": TEXT,
            "fp32_vs_fp64": {key: off[key] for key in off if key.split("_")[0] in ("hidden", "attn", "logits")},
            "grad": {"index": best.indices.item(), "value": best.values.item()}, "gen": {"margin": margin}})}}, indent=1) + "\n")
    print(name, golden.size(folder), f"seed {seed}, margin {margin:.2f}, {generated[0, ids.shape[1]:].tolist()}")


if __name__ == "__main__":
    golden.main(__doc__, CASES, make)
