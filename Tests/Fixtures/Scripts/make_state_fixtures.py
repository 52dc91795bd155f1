"""Makes tiny checkpoints of families whose heads have states in the place of attention.

    python make_state_fixtures.py [--models FOLDER] [NAME ...]

Needs torch and transformers (made with 2.15.0 and 5.24.0). Files are those of `make_mixing_fixtures.py`. States and what is said
to them are those of `torch_chunk_gated_delta_rule`, queries and keys as it brings them to length 1; how far single precision is
off is the worse of that and of `torch_recurrent_gated_delta_rule`. Tokens are characters: tokenizers of Qwen are of one kind.
"""
import copy
import json
from pathlib import Path

import golden
import make_mixing_fixtures as mixing
import torch
import transformers
from safetensors.torch import load_file
from torch import Tensor, nn

ROTARY = {"rope_type": "default", "rope_theta": 100.0, "partial_rotary_factor": 0.5}
SIZES = {"hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
         "intermediate_size": 20, "max_position_embeddings": 64, "rms_norm_eps": 0.05,
         "layer_types": ["linear_attention", "full_attention", "linear_attention"],
         "linear_num_value_heads": 4, "linear_num_key_heads": 2, "linear_key_head_dim": 6, "linear_value_head_dim": 5,
         "linear_conv_kernel_dim": 3,
         "rope_parameters": ROTARY, **mixing.ENDS}
EXPERTS = {"num_experts": 4, "shared_expert_intermediate_size": 16, **mixing.EXPERTS}
MIXTURE = {key: value for key, value in SIZES.items() if key != "intermediate_size"}
CASES = {
    "qwen3_next": (transformers.Qwen3NextForCausalLM, transformers.Qwen3NextConfig(
        **SIZES, **EXPERTS, norm_topk_prob=False, mlp_only_layers=[0]), "mlp", "self_attn.o_proj"),
    "qwen3_5": (transformers.Qwen3_5ForCausalLM, transformers.Qwen3_5TextConfig(
        **{**SIZES, "rope_parameters": {**ROTARY, "mrope_section": [1, 1, 0], "mrope_interleaved": True}}, attention_bias=True, tie_word_embeddings=True), "mlp", "self_attn.o_proj"),
    "qwen3_5_moe": (transformers.Qwen3_5MoeForCausalLM, transformers.Qwen3_5MoeTextConfig(**MIXTURE, **EXPERTS), "mlp",
                    "self_attn.o_proj"),
}
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": True}
mixing.CASES = CASES
mixing.WORDS = ["Ġ", "Ċ", *map(chr, range(33, 127))]
mixing.TEXTS = {"short": "s o Ġ i t Ġ w a s", "long": "h o w Ġ t h e y Ġ s a i d Ġ i t Ġ a l l"}
mixing.SITES = {
    "mixer.normed": ("linear_attn", False), "mixer.mixed": ("linear_attn.out_proj", False),
    "mixer.output": ("linear_attn", True), "attention.output": ("self_attn", True),
}


def spread(model: nn.Module, seed: int, plain=mixing.spread) -> None:
    """Weights with which a wrong scale, order or function shows, and states that are kept for some tokens."""
    plain(model, seed)
    for key, parameter in model.named_parameters():
        if key.endswith("A_log"):
            with torch.no_grad():
                parameter.copy_(golden.random_like(parameter, seed, key) - 1.5)


class Watched(mixing.Watched):
    """Besides, what states hold."""

    def __init__(self, model: nn.Module, down: str) -> None:
        super().__init__(model, down)
        self.number = 0
        for number, layer in enumerate(self.layers):
            if hasattr(layer, "linear_attn"):
                self.hooks.append(layer.linear_attn.register_forward_pre_hook(self.entering(number)))
                self.hooks.append(layer.linear_attn.norm.register_forward_pre_hook(self.gated))
            else:
                self.hooks.append(layer.self_attn.q_proj.register_forward_hook(self.projected(number)))
        self.rule = self.module.torch_chunk_gated_delta_rule
        self.module.torch_chunk_gated_delta_rule = self.remembering

    def entering(self, number: int):
        def hook(_, __) -> None:
            self.number = number
        return hook

    def keep(self, part: str, value: Tensor) -> None:
        self.found[f"layers.{self.number}.mixer.{part}"] = value.detach()

    def gated(self, _, given) -> None:
        heads = self.model.config.linear_num_value_heads
        self.keep("gate", given[1].reshape(-1, heads * given[1].shape[-1]))

    def projected(self, number: int):
        def hook(_, __, given) -> None:
            size = self.model.config.head_dim
            gates = given.detach()[0].unflatten(-1, (-1, 2 * size))[..., size:]
            self.found[f"layers.{number}.attention.gate"] = gates.transpose(0, 1)
        return hook

    def remembering(self, query, key, value, g, beta, **kwargs):
        kwargs["output_final_state"] = True
        given, state = self.rule(query, key, value, g=g, beta=beta, **kwargs)
        self.keep("query", self.module.l2norm(query)[0].transpose(0, 1) / query.shape[-1] ** 0.5)
        self.keep("key", self.module.l2norm(key)[0].transpose(0, 1))
        self.keep("value", value[0].transpose(0, 1))
        self.keep("decay", g[0].exp())
        self.keep("strength", beta[0])
        self.keep("read", given[0].transpose(0, 1))
        self.keep("state", state[0])
        return given, None

    def done(self) -> None:
        super().done()
        self.module.torch_chunk_gated_delta_rule = self.rule


def order(_: nn.Module, __: int, chosen: Tensor, scores: Tensor) -> Tensor:
    """The experts chosen, the one with the highest score in front."""
    return chosen.gather(1, scores.gather(1, chosen).sort(dim=1, descending=True, stable=True).indices)


def is_steady(model: nn.Module, ids: Tensor, down: str) -> bool:
    """Whether no choice of experts hangs on rounding: the nearest scores on either side of one are apart."""
    watched = Watched(model, down)
    with torch.no_grad():
        model(ids, use_cache=False)
    watched.done()
    for number, chosen in watched.chosen.items():
        scores = watched.found[f"layers.{number}.router.scores"].sort(dim=1, descending=True).values
        if (scores[:, :-1] - scores[:, 1:])[:, :chosen.shape[1]].min() < 2e-3:
            return False
    return True


mixing.spread, mixing.Watched, mixing.order, mixing.is_steady = spread, Watched, order, is_steady


def make(name: str, folder: Path, models: Path) -> None:
    """Writes one folder."""
    mixing.make(name, folder, models)
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "Qwen2Tokenizer"}\n')
    (folder / "tokenizer.json").write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": {"type": "NFC"},
        "pre_tokenizer": BYTES, "post_processor": None, "decoder": BYTES,
        "model": {"type": "BPE", "vocab": {word: id for id, word in enumerate(mixing.WORDS)}, "merges": []}},
        ensure_ascii=False) + "\n", encoding="utf-8")
    oracle = json.loads((folder / "oracle.json").read_text())
    tensors = load_file(folder / "oracle.safetensors")
    kind, _, down, out = CASES[name]
    model = kind.from_pretrained(folder, attn_implementation="eager", experts_implementation="eager").eval()
    exact = copy.deepcopy(model).double()
    for case, facts in oracle["cases"].items():
        facts["text"] = facts["text"].replace(" ", "").replace("Ġ", " ")
        ids = tensors[f"{case}/ids"]
        assert transformers.AutoTokenizer.from_pretrained(folder)(facts["text"])["input_ids"] == ids.tolist()
        better = mixing.run(exact, ids[None], down, out)
        module = mixing.sys.modules[kind.__module__]
        chunked, module.torch_chunk_gated_delta_rule = (
            module.torch_chunk_gated_delta_rule, module.torch_recurrent_gated_delta_rule)
        found = mixing.run(model, ids[None], down, out)
        module.torch_chunk_gated_delta_rule = chunked
        for key, noise in facts["fp32_vs_fp64"].items():
            value = key.removesuffix("_max_abs")
            facts["fp32_vs_fp64"][key] = max(noise, (found[value].double() - better[value]).abs().max().item())
    (folder / "oracle.json").write_text(json.dumps(golden.rounded(oracle), indent=1) + "\n")


if __name__ == "__main__":
    golden.main(__doc__, CASES, make)
