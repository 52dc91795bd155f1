"""Writes what transformers' `generate` adds to token ids by the settings of a `generation_config.json`.

    python make_generation_fixture.py [--models FOLDER] [--output FILE]

FOLDER (default: Models beside the folder of this script) must hold `gpt2` and `bart`; FILE (default: generation.json
beside this script's folder) gets one object a case: `model`, `settings` (what generation_config.json says; null: there is
no such file), `config` (changes to config.json), `ids`, `decoder_ids`, `new` (tokens to add at most), `beams`, and `added`,
the answer. Needs torch, transformers 5.24.0 and safetensors. Cases whose answer another order of additions could change
are left out: the answer must be the same in double precision. Each rule must change the answer of at least one case.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import golden  # noqa: F401  first: it keeps the libraries below offline and quiet
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

HERE = Path(__file__).resolve().parent
NEW = 10
PROMPTS = {
    "gpt2": [{"ids": [5, 17, 256, 40, 17, 256]}, {"ids": [300]}],
    "bart": [{"ids": [0, 9, 300, 41, 9, 300, 2], "decoder_ids": [2]},
             {"ids": [0, 77, 78, 500, 2], "decoder_ids": [2, 0, 31]}]}
BASE = {
    "gpt2": {"bos_token_id": 0, "eos_token_id": 0},
    "bart": {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1, "decoder_start_token_id": 2}}


class Maker:
    """Runs cases on copies of one checkpoint."""

    def __init__(self, name: str, models: Path) -> None:
        self.name = name
        self.folder = Path(tempfile.mkdtemp())
        for file in ("config.json", "model.safetensors"):
            shutil.copy(models / name / file, self.folder / file)
        self.config = json.loads((self.folder / "config.json").read_text())
        self.cases: list[dict[str, Any]] = []
        self.moved: dict[str, int] = {}

    def added(self, settings: dict[str, Any] | None, config: dict[str, Any], prompt: dict[str, Any], new: int,
              beams: int | None, dtype: torch.dtype) -> list[int]:
        """The ids that are added."""
        changed = {key: value for key, value in (self.config | config).items() if value != "absent"}
        (self.folder / "config.json").write_text(json.dumps(changed))
        file = self.folder / "generation_config.json"
        file.unlink(missing_ok=True)
        if settings is not None:
            file.write_text(json.dumps(settings))
        kind = AutoModelForCausalLM if self.name.startswith("gpt2") else AutoModelForSeq2SeqLM
        model = kind.from_pretrained(self.folder, dtype=dtype).eval()
        inputs = {"input_ids": torch.tensor([prompt["ids"]])}
        if "decoder_ids" in prompt:
            inputs["decoder_input_ids"] = torch.tensor([prompt["decoder_ids"]])
        with torch.no_grad():
            found = model.generate(**inputs, max_new_tokens=new, num_beams=beams or 1, do_sample=False)
        return found[0].tolist()[len(prompt.get("decoder_ids", prompt["ids"])):]

    def add(self, settings: dict[str, Any] | None, prompt: dict[str, Any], *, config: dict[str, Any] | None = None,
            new: int = NEW, beams: int | None = None) -> list[int]:
        """Adds a case, unless rounding decides it."""
        config = config or {}
        if beams and {"remove_invalid_values", "exponential_decay_length_penalty"} <= set(settings or {}):
            # All beams' end tokens get infinite scores, and torch.topk promises no order of equals.
            return []
        result = self.added(settings, config, prompt, new, beams, torch.float32)
        if result != self.added(settings, config, prompt, new, beams, torch.float64):
            return result
        case = {"model": self.name, "settings": settings, "config": config, **prompt, "new": new, "beams": beams,
                "added": result}
        self.cases.append({key: value for key, value in case.items() if value or key == "settings"})
        return result

    def make(self) -> None:
        """All cases."""
        base = BASE[self.name]
        for number, prompt in enumerate(PROMPTS[self.name]):
            plain = self.add(base, prompt)
            ends = [plain[3]]
            rules: list[dict[str, Any]] = [
                {"suppress_tokens": [plain[0], plain[4]]},
                {"begin_suppress_tokens": [plain[0]]},
                {"begin_suppress_tokens": [plain[0], plain[1]], "forced_bos_token_id": 7},
                {"bad_words_ids": [[plain[1]], [plain[0], plain[2]], [base["eos_token_id"]]]},
                {"bad_words_ids": [plain[0:3], plain[1:3]]},
                {"sequence_bias": [[[plain[0]], -9.5], [[41], 4.5], [[41, 42], 9.0], [[41], 3.25]]},
                {"repetition_penalty": 1.3}, {"repetition_penalty": 4.0}, {"repetition_penalty": 0.6},
                {"no_repeat_ngram_size": 1}, {"no_repeat_ngram_size": 2}, {"no_repeat_ngram_size": 3},
                {"encoder_repetition_penalty": 3.0}, {"encoder_repetition_penalty": 0.5},
                {"encoder_no_repeat_ngram_size": 1}, {"encoder_no_repeat_ngram_size": 2, "encoder_repetition_penalty": 9.0},
                {"forced_bos_token_id": 33}, {"forced_eos_token_id": 12}, {"forced_eos_token_id": [19, 12]},
                {"eos_token_id": ends}, {"eos_token_id": [999, *ends]}, {"eos_token_id": None},
                {"eos_token_id": ends, "min_length": 9}, {"eos_token_id": ends, "min_new_tokens": 6},
                {"eos_token_id": ends, "min_new_tokens": 0, "min_length": 12},
                {"eos_token_id": ends, "min_length": 2},
                {"exponential_decay_length_penalty": [2, 1.6]},
                {"exponential_decay_length_penalty": [1, 2.5], "min_new_tokens": 5},
                {"exponential_decay_length_penalty": [1, 2.5], "min_new_tokens": 5, "remove_invalid_values": True},
                {"remove_invalid_values": True, "suppress_tokens": [plain[0]]},
                {"renormalize_logits": True, "repetition_penalty": 1.5},
                {"length_penalty": 3.0, "early_stopping": True, "num_return_sequences": 1, "top_k": 5},
            ]
            for rule in rules:
                if self.add(base | rule, prompt) != plain:
                    for key in rule:
                        self.moved[key] = self.moved.get(key, 0) + 1
            pick = random.Random(f"{self.name} {number}")
            for _ in range(12):
                some: dict[str, Any] = {}
                for rule in pick.sample(rules, 3):
                    some |= rule
                if some.get("suppress_tokens") and some.get("forced_bos_token_id") in some["suppress_tokens"]:
                    continue
                self.add(base | some, prompt)
            self.make_beams(base, ends, prompt, rules, pick)
        first = PROMPTS[self.name][0]
        self.add(None, first)
        self.add(None, first, config={"min_length": 9, "eos_token_id": self.cases[0]["added"][3]})
        self.add(None, first, config={"eos_token_id": "absent", "forced_eos_token_id": "absent"})
        self.add(None, first, config={"suppress_tokens": [self.cases[0]["added"][0]], "forced_eos_token_id": 15})
        self.add(None, first, config={"force_bos_token_to_be_generated": True, "bos_token_id": 8})
        self.add(base | {"force_bos_token_to_be_generated": True, "bos_token_id": 8}, first)
        self.add(base | {"force_bos_token_to_be_generated": True, "_from_model_config": True, "bos_token_id": 8}, first)
        self.add(base, first, config={"min_length": 9, "repetition_penalty": 4.0})

    def make_beams(self, base: dict[str, Any], ends: list[int], prompt: dict[str, Any], rules: list[dict[str, Any]],
                   pick: random.Random) -> None:
        """Cases of beam search."""
        for beams in (2, 3, 4):
            self.add(base, prompt, beams=beams)
            likely = self.added(base, {}, prompt, NEW, beams, torch.float32)
            for extra in ({"length_penalty": 2.0}, {"length_penalty": 0.0}, {"length_penalty": -1.5},
                          {"early_stopping": True}, {"early_stopping": "never"},
                          {"early_stopping": "never", "length_penalty": 0.0}):
                self.add(base | {"eos_token_id": [likely[2], ends[0]]} | extra, prompt, beams=beams)
        for rule in pick.sample(rules, 14):
            self.add(base | {"eos_token_id": ends} | rule, prompt, beams=pick.choice([2, 4]))
        for rule in pick.sample(rules, 4):
            self.add(base | {"renormalize_logits": True, "num_beams": 3} | rule, prompt, beams=3)
        self.add(base, prompt, beams=4, new=1)


def main() -> None:
    """Makes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=HERE.parent / "Models")
    parser.add_argument("--output", type=Path, default=HERE.parent / "generation.json")
    options = parser.parse_args()
    assert transformers.__version__ == "5.24.0", transformers.__version__
    cases: list[dict[str, Any]] = []
    moved: dict[str, int] = {}
    for name in BASE:
        maker = Maker(name, options.models)
        maker.make()
        shutil.rmtree(maker.folder)
        cases += maker.cases
        for key, count in maker.moved.items():
            moved[key] = moved.get(key, 0) + count
    for key in ("suppress_tokens", "begin_suppress_tokens", "bad_words_ids", "sequence_bias", "repetition_penalty",
                "no_repeat_ngram_size", "encoder_repetition_penalty", "encoder_no_repeat_ngram_size", "min_length",
                "forced_bos_token_id", "forced_eos_token_id", "eos_token_id", "min_new_tokens",
                "exponential_decay_length_penalty"):
        assert moved.get(key), f"{key} changed nothing"
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    options.output.write_text(f'{{"transformers": "{transformers.__version__}", "cases": [\n{lines}\n]}}\n')
    print(len(cases), "cases,", moved)


if __name__ == "__main__":
    main()
