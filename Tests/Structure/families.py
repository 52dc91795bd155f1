#!/usr/bin/env python3
"""Makes the README's table of families of what parity tests that ran have noted, or says where the README is out of date.

    python3 Tests/Structure/families.py NOTES          fails where the README says something else
    python3 Tests/Structure/families.py NOTES --write  puts the table there

NOTES is the folder that the variable EXPLAINER_PARITY named when the tests ran (`ParityRecord`). Where the checkpoints beside
the package were not there, rows can only be held against what was compared of those that are part of it.
"""
import collections
import json
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
README = os.path.join(ROOT, "README.md")
BEGIN, END = "<!-- families: python3 Tests/Structure/families.py NOTES --write -->\n\n", "\n<!-- end of families -->\n"

# Checkpoints that people know, as examples of a type: which are such models, not which were tried.
KNOWN = {
    "albert": "albert-base-v2", "bart": "bart-large-cnn", "bert": "bert-base-uncased", "bloom": "bloom-560m",
    "camembert": "camembert-base", "codegen": "codegen-350M-mono", "cohere": "c4ai-command-r-v01",
    "cohere2": "c4ai-command-r7b-12-2024", "deberta-v2": "deberta-v3-base", "deepseek_v2": "DeepSeek-V2-Lite",
    "deepseek_v3": "Moonlight-16B-A3B", "distilbert": "distilbert-base-uncased",
    "electra": "electra-small-generator", "falcon": "falcon-7b", "gemma": "gemma-2b", "gemma2": "gemma-2-2b",
    "gemma3_text": "gemma-3-1b-it", "glm4": "GLM-4-9B-0414", "glm4_moe": "GLM-4.5-Air", "gpt2": "gpt2, distilgpt2", "gpt_bigcode": "starcoderbase-1b", "gpt_neo": "gpt-neo-125m",
    "gpt_neox": "pythia-70m", "gpt_oss": "gpt-oss-20b", "gptj": "gpt-j-6b", "granite": "granite-3.0-2b-base",
    "lfm2": "LFM2-1.2B", "lfm2_moe": "LFM2-8B-A1B",
    "llama": "Llama-3.2-1B, TinyLlama, SmolLM2", "marian": "opus-mt-en-de", "mbart": "mbart-large-50",
    "mistral": "Mistral-7B-v0.1", "mixtral": "Mixtral-8x7B-v0.1", "modernbert": "ModernBERT-base",
    "mpnet": "mpnet-base", "mpt": "mpt-7b", "mt5": "mt5-small", "nemotron": "Minitron-4B-Base", "olmo2": "OLMo-2-1124-7B",
    "olmo3": "Olmo-3-7B", "olmoe": "OLMoE-1B-7B-0924", "opt": "opt-125m", "pegasus": "pegasus-xsum", "phi": "phi-2",
    "phi3": "Phi-3-mini-4k-instruct", "qwen2": "Qwen2.5-0.5B", "qwen2_moe": "Qwen1.5-MoE-A2.7B", "qwen3": "Qwen3-0.6B",
    "qwen3_5": "Qwen3.5-27B", "qwen3_5_text": "its text model",
    "qwen3_5_moe": "Qwen3.5-35B-A3B", "qwen3_5_moe_text": "its text model", "qwen3_moe": "Qwen3-30B-A3B", "qwen3_next": "Qwen3-Next-80B-A3B-Instruct", "roberta": "roberta-base", "smollm3": "SmolLM3-3B", "stablelm": "stablelm-2-1_6b",
    "starcoder2": "starcoder2-3b", "t5": "t5-small, flan-t5-small", "umt5": "umt5-small", "xlm-roberta": "xlm-roberta-base",
}
KINDS = {"causal": "decoder", "masked": "encoder", "sequence-to-sequence": "two stacks"}
HEADS = {
    "language-model": "words", "sequence-classification": "classes of texts", "token-classification": "classes of tokens",
    "question-answering": "answers",
}
COMPARED = ["tokens", "sites", "lenses", "continuations", "gradients", "ablations"]


def families():
    """The model types that run, as the registry has them."""
    names = []
    for name in ["ModelRegistry.swift", "ModelRegistry+Encoders.swift"]:
        with open(os.path.join(ROOT, "Sources/TransformerModels/Loading", name), encoding="utf-8") as file:
            names += re.findall(r'^    "([\w-]+)": Family\(', file.read(), re.M)
    return sorted(names)


def read(folder):
    """What was noted of each family: its kind, heads and what was compared; and whether checkpoints of all were there."""
    noted = collections.defaultdict(lambda: {"kinds": set(), "heads": set(), "compared": set(), "checkpoints": set()})
    isWhole = False
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            note = json.load(file)
        isWhole = isWhole or name.startswith("tiny2-")
        family = noted[note["family"]]
        family["kinds"].add(KINDS[note["kind"]])
        family["heads"].update(HEADS[head] for head in note["heads"] if head in HEADS)
        family["compared"].add(note["compared"])
        family["checkpoints"].add(name.split(".")[0])
    return noted, isWhole


def ordered(words, order):
    return ", ".join(word for word in order if word in words)


def row(name, note):
    known = KNOWN[name]
    if not note:
        return f"| `{name}` | {known} | | | no checkpoint of its own was tried |"
    (kind,) = note["kinds"]
    return (f"| `{name}` | {known} | {kind} | {ordered(note['heads'], HEADS.values())} "
            f"| {ordered(note['compared'], COMPARED)} |")


def main():
    noted, isWhole = read(sys.argv[1])
    if not noted:
        sys.exit(f"{sys.argv[1]} holds no notes: did the tests run with EXPLAINER_PARITY?")
    with open(README, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    rows = [row(name, noted.get(name)) for name in families()]
    table = "\n".join(["| `model_type` | such as | | says | compared |", "|---|---|---|---|---|"] + rows) + "\n"
    if "--write" in sys.argv:
        with open(README, "w", encoding="utf-8") as file:
            file.write(before + BEGIN + table + END + after)
        return
    if isWhole:
        wrong = [line for line in table.splitlines() if line not in old.splitlines()]
        wrong += [line for line in old.splitlines() if line not in table.splitlines()]
    else:
        cells = {line.split("`")[1]: line for line in old.splitlines() if line.startswith("| `")}
        words = lambda line: set(re.split(r"[|,]\s*", line.replace(" |", "|")))
        wrong = [name for name in families() if name not in cells]
        wrong += [row(name, note) for name, note in noted.items() if not words(row(name, note)) <= words(cells[name])]
    if wrong:
        sys.exit("README.md is out of date with what the tests compared:\n  " + "\n  ".join(wrong)
                 + "\n`python3 Tests/Structure/families.py NOTES --write` makes its table anew.")
    print(f"the README's table is what tests compared: {len(noted)} families"
          + ("" if isWhole else ", of the checkpoints that are part of the package"))


main()
