"""Makes tiny checkpoints of families with latents, group-limited routers, and layers without attention.

    python make_mixing_fixtures.py [--models FOLDER] [NAME ...]

Needs torch and transformers (made with 2.15.0 and 5.24.0). Files are those of `make_family_fixtures.py`, of two texts: `short`
and `long`. Besides, `site/NAME` is what the site of that name holds, `experts` the experts chosen, the highest score first
(layers in `moe_layers`), and `attn` has the layers in `attn_layers` alone. Of rotations of neighbours transformers puts the
first of each pair before the second ones; `attention.query` and `.key` have them as the weights do.
"""
import copy
import json
import math
import sys
from pathlib import Path

import golden
import torch
import transformers
from make_family_fixtures import WORDS, continued
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

TEXTS = {"short": "when the two were out they said", "long": "this is how it was not like all of them so many would"}
YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 16,
        "beta_fast": 4.0, "beta_slow": 1.0}
EXPERTS = {"num_experts_per_tok": 2, "moe_intermediate_size": 12}
LATENT = {"hidden_size": 24, "num_attention_heads": 3, "num_key_value_heads": 3, "intermediate_size": 40,
          "qk_nope_head_dim": 6, "qk_rope_head_dim": 4, "v_head_dim": 7, "kv_lora_rank": 10, "max_position_embeddings": 64,
          "rms_norm_eps": 1e-3, "first_k_dense_replace": 1, **EXPERTS}
ENDS = {"bos_token_id": 0, "eos_token_id": None, "pad_token_id": None}
LFM = {"hidden_size": 24, "num_attention_heads": 6, "num_key_value_heads": 3, "norm_eps": 1e-3,
       "max_position_embeddings": 64, **ENDS}
# Class, configuration, and in a layer: the module whose output is the MLP's, and that which heads go into.
CASES = {
    "lfm2": (transformers.Lfm2ForCausalLM, transformers.Lfm2Config(
        **LFM, num_hidden_layers=4, layer_types=["conv", "full_attention", "conv", "full_attention"], conv_bias=True,
        conv_L_cache=4, intermediate_size=60, block_multiple_of=8, block_ffn_dim_multiplier=1.1),
        "feed_forward", "self_attn.out_proj"),
    "lfm2_moe": (transformers.Lfm2MoeForCausalLM, transformers.Lfm2MoeConfig(
        **LFM, **EXPERTS, num_hidden_layers=3, layer_types=["conv", "full_attention", "conv"], intermediate_size=40,
        num_dense_layers=1, num_experts=6, norm_topk_prob=False, routed_scaling_factor=1.7), "feed_forward", "self_attn.out_proj"),
    "deepseek_v2": (transformers.DeepseekV2ForCausalLM, transformers.DeepseekV2Config(
        **LATENT, **ENDS, num_hidden_layers=3, q_lora_rank=None, mlp_bias=True, n_routed_experts=6, n_shared_experts=2,
        topk_method="group_limited_greedy", n_group=3, topk_group=2, routed_scaling_factor=1.5,
        rope_parameters={**YARN, "mscale": 0.7, "mscale_all_dim": 0.9}), "mlp", "self_attn.o_proj"),
    "deepseek_v3": (transformers.DeepseekV3ForCausalLM, transformers.DeepseekV3Config(
        **LATENT, **ENDS, num_hidden_layers=3, q_lora_rank=9, attention_bias=True, n_routed_experts=8, n_shared_experts=1,
        n_group=4, topk_group=2, norm_topk_prob=True, routed_scaling_factor=2.5,
        rope_parameters={**YARN, "mscale": 0.8, "mscale_all_dim": 1.2}), "mlp", "self_attn.o_proj"),
    "deepseek_v3_halves": (transformers.DeepseekV3ForCausalLM, transformers.DeepseekV3Config(
        **{**LATENT, "first_k_dense_replace": 2}, **ENDS, num_hidden_layers=2, q_lora_rank=9, rope_interleave=False,
        rope_parameters={"rope_type": "default", "rope_theta": 100.0}), "mlp", "self_attn.o_proj"),
    "glm4_moe": (transformers.Glm4MoeForCausalLM, transformers.Glm4MoeConfig(
        **EXPERTS, **ENDS, hidden_size=24, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
        intermediate_size=40, max_position_embeddings=64, rms_norm_eps=1e-3, attention_bias=True, use_qk_norm=True,
        n_routed_experts=6, n_group=2, topk_group=1, routed_scaling_factor=1.3, partial_rotary_factor=0.5,
        num_nextn_predict_layers=1), "mlp", "self_attn.o_proj"),
}
# What sites hold of a layer: the module, and whether its output or its input.
SITES = {
    "mixer.normed": ("conv", False), "mixer.input": ("conv.conv", False), "mixer.mixed": ("conv.out_proj", False),
    "mixer.output": ("conv", True), "attention.output": ("self_attn", True),
    "attention.query_latent": ("self_attn.q_a_layernorm", True), "attention.latent": ("self_attn.kv_a_layernorm", True),
}


def spread(model: nn.Module, seed: int) -> None:
    """Weights with which a wrong scale, order or function shows; so are biases that choose experts."""
    buffers = [pair for pair in model.named_buffers() if "bias" in pair[0]]
    for key, parameter in [*model.named_parameters(), *buffers]:
        numbers = golden.random_like(parameter, seed, key)
        if parameter.dim() == 1:
            value = 0.2 * numbers + (1 if "norm" in key and key.endswith("weight") else 0)
        elif "embed" in key:
            value = 0.5 * numbers
        else:
            value = numbers * 1.5 / math.sqrt(parameter.shape[-1])
        with torch.no_grad():
            parameter.copy_(value)


class Watched:
    """What the parts of a model hold while it runs over one text."""

    def __init__(self, model: nn.Module, down: str) -> None:
        self.model = model
        self.layers = list(model.model.layers)
        self.found: dict[str, Tensor] = {}
        self.chosen: dict[int, Tensor] = {}
        self.patterns: dict[int, Tensor] = {}
        self.hooks = []
        for number, layer in enumerate(self.layers):
            for part, (name, isOutput) in SITES.items():
                try:
                    module = layer.get_submodule(name)
                except AttributeError:
                    continue
                site = f"layers.{number}.{part}"
                self.hooks.append(module.register_forward_hook(self.keeping(site, isOutput), with_kwargs=True))
            self.watch(number, layer.get_submodule(down))
        self.module = sys.modules[type(model).__module__]
        self.attend = self.module.eager_attention_forward
        self.module.eager_attention_forward = self.attending

    def keeping(self, site: str, isOutput: bool):
        def hook(module, args, kwargs, given) -> None:
            value = given if isOutput else args[0] if args else kwargs["hidden_states"]
            value = value[0] if isinstance(value, tuple) else value
            # (A convolution reads columns.)
            value = value[0].T if isinstance(module, nn.Conv1d) else value[0]
            self.found[site] = value.detach()
        return hook

    def watch(self, number: int, mlp: nn.Module) -> None:
        """Keeps what the router and the MLP of a layer give."""
        def mlp_hook(_, __, given) -> None:
            self.found[f"layers.{number}.mlp.output"] = given.detach()[0]
        self.hooks.append(mlp.register_forward_hook(mlp_hook))
        if not hasattr(mlp, "gate"):
            def neurons(_, args) -> None:
                self.found[f"layers.{number}.mlp.neurons"] = args[0].detach()[0]
            down = mlp.w2 if hasattr(mlp, "w2") else mlp.down_proj
            self.hooks.append(down.register_forward_pre_hook(neurons))
            return

        def router(_, __, given) -> None:
            scores, weights, chosen = given
            shown = torch.zeros_like(scores).scatter(1, chosen, weights.to(scores.dtype))
            self.found[f"layers.{number}.router.scores"] = scores.detach()
            self.found[f"layers.{number}.router.weights"] = shown.detach()
            self.chosen[number] = chosen
        self.hooks.append(mlp.gate.register_forward_hook(router))

    def attending(self, module, query, key, value, *args, **kwargs):
        given, pattern = self.attend(module, query, key, value, *args, **kwargs)
        number = module.layer_idx
        config = self.model.config
        size = getattr(config, "qk_rope_head_dim", 0) if getattr(config, "rope_interleave", False) else 0
        for part, heads in {"query": query, "key": key}.items():
            heads = heads.detach()[0]
            if size:
                turned = heads[..., -size:].unflatten(-1, (2, size // 2)).transpose(-1, -2).flatten(-2)
                heads = torch.cat([heads[..., :-size], turned], -1)
            self.found[f"layers.{number}.attention.{part}"] = heads
        self.found[f"layers.{number}.attention.value"] = value.detach()[0]
        self.found[f"layers.{number}.attention.mixed"] = given.detach()[0].transpose(0, 1)
        self.patterns[number] = pattern.detach()[0]
        return given, pattern

    def done(self) -> None:
        """Looks no longer."""
        for hook in self.hooks:
            hook.remove()
        self.module.eager_attention_forward = self.attend


def order(model: nn.Module, layer: int, chosen: Tensor, scores: Tensor) -> Tensor:
    """The experts chosen, the one that was chosen first in front."""
    config = model.config
    if config.model_type == "deepseek_v2":
        ranks = scores
    else:
        down = CASES[config.model_type.removesuffix("_text")][2]
        mlp = model.model.layers[layer].get_submodule(down)
        bias = mlp.expert_bias if hasattr(mlp, "expert_bias") else mlp.gate.e_score_correction_bias
        ranks = scores.sigmoid() + bias
    return chosen.gather(1, ranks.gather(1, chosen).sort(dim=1, descending=True, stable=True).indices)


def run(model: nn.Module, ids: Tensor, down: str, out: str) -> dict[str, Tensor]:
    """What the model computes."""
    watched = Watched(model, down)
    with torch.no_grad():
        found = model(ids, output_hidden_states=True, use_cache=False)
    watched.done()
    result = {f"site/{site}": value for site, value in watched.found.items()}
    result["hidden"] = torch.stack([state[0] for state in found.hidden_states])
    result["logits"] = found.logits[0]
    result["attn"] = torch.stack([watched.patterns[number] for number in sorted(watched.patterns)])
    if watched.chosen:
        result["experts"] = torch.stack([
            order(model, number, chosen, watched.found[f"layers.{number}.router.scores"])
            for number, chosen in sorted(watched.chosen.items())])

    inputs = model.get_input_embeddings()(ids).detach().requires_grad_()
    model(inputs_embeds=inputs, use_cache=False).logits[0, -1].max().backward()
    result["grad_logit"] = inputs.grad[0]

    def last_scores() -> Tensor:
        with torch.no_grad():
            return model(ids, use_cache=False).logits[0, -1]
    layer = watched.layers[1]
    hook = layer.get_submodule(down).register_forward_hook(lambda _, __, given: torch.zeros_like(given))
    result["zero_mlp1"] = last_scores()
    hook.remove()
    projection = layer.get_submodule(out)
    size = projection.in_features // model.config.num_attention_heads

    def without_head(_: nn.Module, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return (torch.cat([torch.zeros_like(given[0][..., :size]), given[0][..., size:]], -1),)
    hook = projection.register_forward_pre_hook(without_head)
    result["zero_head"] = last_scores()
    hook.remove()
    return result


def is_steady(model: nn.Module, ids: Tensor, down: str) -> bool:
    """Whether no choice of experts hangs on rounding."""
    def chosen(embedding: Tensor) -> list[Tensor]:
        watched = Watched(model, down)
        with torch.no_grad():
            model(inputs_embeds=embedding, use_cache=False)
        watched.done()
        return [order(model, number, value, watched.found[f"layers.{number}.router.scores"])
                for number, value in sorted(watched.chosen.items())]
    embedding = model.get_input_embeddings()(ids).detach()
    plain = chosen(embedding)
    for seed in range(4):
        moved = embedding + 5e-4 * golden.random_like(embedding, seed, "moved")
        if not all(torch.equal(one, other) for one, other in zip(plain, chosen(moved))):
            return False
    return True


def make(name: str, folder: Path, _: Path) -> None:
    """Writes one folder."""
    kind, config, down, out = CASES[name]
    config.vocab_size = len(WORDS)
    config._attn_implementation = "eager"
    config._experts_implementation = "eager"
    model = kind(config).eval()
    texts = {case: torch.tensor([[WORDS.index(word) for word in text.split()]]) for case, text in TEXTS.items()}
    # No word that follows and no expert hangs on rounding, and the words are not one again and again.
    for seed in range(1000):
        spread(model, seed)
        generated = {case: continued(model, ids) for case, ids in texts.items()}
        if all(margin > 0.04 and len(set(more[0, -8:].tolist())) > 3 and is_steady(model, more, down)
               for more, margin in generated.values()):
            break
    else:
        raise SystemExit(f"no seed for {name}")
    model.save_pretrained(folder)
    if name == "glm4_moe":
        # The layer that predicts a token further, which is in the files and in no pass.
        stored = load_file(folder / "model.safetensors")
        own = {key.replace("layers.2.", "layers.3."): value.clone() for key, value in stored.items() if "layers.2." in key}
        own["model.layers.3.eh_proj.weight"] = torch.ones(24, 48)
        own["model.layers.3.enorm.weight"] = torch.ones(24)
        save_file({**stored, **own}, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    (folder / "tokenizer.json").write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": {word: id for id, word in enumerate(WORDS)}, "unk_token": "the"}}) + "\n")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}\n')
    exact = copy.deepcopy(model).double()
    tensors, cases = {}, {}
    for case, ids in texts.items():
        found, better = (run(one, ids, down, out) for one in (model, exact))
        off = {f"{key}_max_abs": (found[key].double() - better[key]).abs().max().item()
               for key in found if key in ("hidden", "attn", "logits") or key.startswith("site/")}
        best = found["logits"][-1].max(0)
        found["ids"] = ids[0]
        more, margin = generated[case]
        found["gen/ids"] = more[0, ids.shape[1]:]
        tensors |= {f"{case}/{key}": value.contiguous().float() if value.is_floating_point() else value.contiguous()
                    for key, value in found.items()}
        layers = range(config.num_hidden_layers)
        cases[case] = {
            "model_type": config.model_type, "type": "causal", "text": TEXTS[case], "fp32_vs_fp64": off,
            "attn_layers": [number for number in layers if f"site/layers.{number}.attention.value" in found],
            "moe_layers": [number for number in layers if f"site/layers.{number}.router.scores" in found],
            "grad": {"index": best.indices.item(), "value": best.values.item()}, "gen": {"margin": margin}}
    save_file(tensors, folder / "oracle.safetensors")
    (folder / "oracle.safetensors").chmod(0o644)
    (folder / "oracle.json").write_text(json.dumps({
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "cases": golden.rounded(cases)}, indent=1) + "\n")
    print(name, golden.size(folder), f"seed {seed}", {case: round(margin, 2) for case, (_, margin) in generated.items()})


if __name__ == "__main__":
    golden.main(__doc__, CASES, make)
