"""Makes small LoRA adapters of the models beside them, and what these compute with them.

    python make_adapter_fixtures.py [FOLDER]

Needs torch, transformers and peft (made with 2.15.0, 5.24.0 and 0.21.2). Each folder of `Adapters` is what `save_pretrained`
of peft wrote, without its README, and `expected.json`: `model`, the fixture it is for; `ids`, the tokens; `logits`, row by
row what the adapted model makes of them, not merged, in float64; and `base`, the largest difference from the model as it is.
"""
import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSequenceClassification

FIXTURES = pathlib.Path(__file__).parents[1]
CAUSAL, MASKED, CLASSES = AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSequenceClassification
CASES = {
    # Conv1D (of which the square one does not tell its layout), patterns, rank stabilised, biases of everything.
    "gpt2_patterns": ("gpt2_unscaled_silu", CAUSAL, torch.float32, True, dict(
        r=2, lora_alpha=3, use_rslora=True, bias="all", target_modules=["c_attn", "c_proj", "c_fc"],
        rank_pattern={"c_fc": 3}, alpha_pattern={"^transformer.h.1.attn.c_proj": 7, "mlp.c_proj": 5})),
    # A tied head with changes of its own, and the embedding with others; the checkpoint has no prefix.
    "gpt2_tied": ("gpt2_noprefix", CAUSAL, torch.float16, True, dict(
        r=2, lora_alpha=4, target_modules=["wte", "lm_head", "attn.c_proj"])),
    # Magnitudes.
    "gpt2_dora": ("gpt2_noprefix", CAUSAL, torch.float32, True, dict(
        r=2, lora_alpha=4, use_dora=True, target_modules=["c_attn", "attn.c_proj"])),
    # A classifier trained as a whole, and biases of the adapted maps.
    "bert_classes": ("bert_classifier", CLASSES, torch.float32, True, dict(
        r=3, lora_alpha=6, bias="lora_only", target_modules=["query", "value", "dense"], modules_to_save=["classifier"])),
    # An embedding trained as a whole, which the tied head does not follow.
    "bert_embedding": ("bert_cased_f16", MASKED, torch.float16, True, dict(
        r=1, lora_alpha=1, target_modules=["key"], modules_to_save=["word_embeddings"])),
    # Written as torch.save does, in bfloat16; magnitudes of nn.Linear.
    "llama_bin": ("llama3", CAUSAL, torch.bfloat16, False, dict(
        r=2, lora_alpha=8, use_dora=True, target_modules="all-linear")),
}


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES / "Adapters"
    for number, (name, (base, kind, dtype, safe, settings)) in enumerate(CASES.items()):
        torch.manual_seed(number)
        # (A relative path: where the fixtures lie is nobody's business.)
        model = kind.from_pretrained(FIXTURES / "Models" / base, dtype=torch.float32).eval()
        model.name_or_path = model.config._name_or_path = base
        ids = torch.randint(5, 300, (1, 7))
        with torch.no_grad():
            before = model.double()(ids).logits[0]
            adapted = get_peft_model(model.float(), LoraConfig(**settings)).eval()
            for key, parameter in adapted.named_parameters():
                if "lora_" in key or parameter.requires_grad:
                    noise = torch.randn_like(parameter) * (0.2 if "lora_" in key else 0.1)
                    parameter.add_(noise * (parameter.abs().mean() if "magnitude" in key else 1))
                    parameter.copy_(parameter.to(dtype).float())
            logits = adapted.double()(ids).logits[0]
            adapted.float()
            for parameter in adapted.parameters():
                if parameter.requires_grad:
                    parameter.data = parameter.data.to(dtype)
        target = folder / name
        shutil.rmtree(target, ignore_errors=True)
        # What is saved of embeddings that are only targeted is the base's own.
        adapted.save_pretrained(target, safe_serialization=safe, save_embedding_layers=False)
        (target / "README.md").unlink(missing_ok=True)
        again = PeftModel.from_pretrained(kind.from_pretrained(FIXTURES / "Models" / base, dtype=torch.float32), target)
        with torch.no_grad():
            assert torch.allclose(again.eval().double()(ids).logits[0], logits, atol=1e-9), "another adapter than was saved"
        difference = (logits - before).abs().max().item()
        (target / "expected.json").write_text(json.dumps({
            "model": base, "ids": ids[0].tolist(), "base": round(difference, 6),
            "logits": [[round(value, 6) for value in row] for row in logits.reshape(-1, logits.shape[-1]).tolist()],
        }) + "\n", encoding="utf-8")
        print(f"{name:16} differs by {difference:.3f}", sorted(path.name for path in target.iterdir()))


main()
