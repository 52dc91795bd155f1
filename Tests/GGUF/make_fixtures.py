"""Makes the files NAME.small.* of Tests/Fixtures/GGUF: models of random weights, by llama.cpp's converter, and what transformers
and tokenizers make of them.

    LLAMA_CPP=… python Tests/GGUF/make_fixtures.py FOLDER

Packages: see run.sh.
"""
from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoModel, AutoModelForCausalLM, BertConfig, Gemma3TextConfig, GPT2Config, PreTrainedTokenizerFast, Qwen3MoeConfig,
)

from converter import convert

FOLDER = Path(sys.argv[1])
LIBRARY = Path(os.__file__).parent
CORPUS = [
    line
    for name in ("argparse.py", "json/decoder.py", "textwrap.py", "random.py", "shutil.py")
    for line in (LIBRARY / name).read_text().splitlines(keepends=True)
    if line.strip()
]
TEXTS = [
    one["text"] for one in json.loads((FOLDER / "llama3.f16.expected.json").read_text())["tokenizations"]
]
QWEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def of_bytes() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=299, initial_alphabet=alphabet, show_progress=False))
    tokenizer.add_special_tokens(["<|endoftext|>"])
    return tokenizer


def of_qwen() -> Tokenizer:
    tokenizer = of_bytes()
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    return tokenizer


def of_word_pieces() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.WordPieceTrainer(vocab_size=300, special_tokens=specials, limit_alphabet=60, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def of_characters() -> Tokenizer:
    specials = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.train_from_iterator(
        [line.replace(" ", "▁") for line in CORPUS],
        trainers.BpeTrainer(
            vocab_size=340, special_tokens=specials + [f"<0x{byte:02X}>" for byte in range(256)], limit_alphabet=40,
            show_progress=False))
    written = json.loads(tokenizer.to_str())
    written["added_tokens"] = written["added_tokens"][:len(specials)]
    written["model"].update(byte_fallback=True, fuse_unk=True, unk_token="<unk>")
    tokenizer = Tokenizer.from_str(json.dumps(written))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.post_processor = processors.TemplateProcessing(single="<bos> $A", special_tokens=[("<bos>", 2)])
    return tokenizer


def write(name: str, config, tokenizer: Tokenizer, roles: dict[str, str], cutting: str, maker=AutoModelForCausalLM):
    """A checkpoint, its GGUF file, and what is expected of both."""
    random = torch.Generator().manual_seed(len(name))
    model = maker.from_config(config).eval()
    with torch.no_grad():
        for path, weight in model.named_parameters():
            numbers = torch.randn(weight.shape, generator=random) * 0.2
            # (Gemma's gains are stored less 1.)
            isGain = weight.ndim == 1 and path.endswith("weight") and "gemma" not in name
            weight.copy_((numbers + isGain).to(torch.bfloat16).to(torch.float16).float())
    checkpoint = Path(os.environ.get("TMPDIR", "/tmp")) / f"gguf-fixture-{name}"
    model.save_pretrained(checkpoint)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **roles).save_pretrained(checkpoint)
    convert(checkpoint, FOLDER / f"{name}.small.gguf", cutting, half=True)
    ids = tokenizer.encode(TEXTS[1]).ids[:12]
    with torch.no_grad():
        found = model(torch.tensor([ids]))
    rows = (found.logits if hasattr(found, "logits") else found.last_hidden_state)[0]
    save_file({"text0.transformers": rows.contiguous()}, FOLDER / f"{name}.small.expected.safetensors")
    expected = {
        "tokenizations": [{"text": text, "hf_special": tokenizer.encode(text).ids} for text in TEXTS],
        "runs": [{"ids": ids}],
    }
    (FOLDER / f"{name}.small.expected.json").write_text(
        json.dumps(expected, ensure_ascii=False, separators=(",", ":")) + "\n")


end = {"eos_token": "<|endoftext|>"}
write(
    "gpt2", GPT2Config(vocab_size=300, n_embd=24, n_layer=1, n_head=2, n_positions=32, bos_token_id=299, eos_token_id=299),
    of_bytes(), {**end, "bos_token": "<|endoftext|>"}, "gpt-2")
write(
    "qwen3moe",
    Qwen3MoeConfig(
        vocab_size=300, hidden_size=24, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1, head_dim=8,
        intermediate_size=32, moe_intermediate_size=12, num_experts=4, num_experts_per_tok=2, norm_topk_prob=True,
        max_position_embeddings=64, rope_theta=1e6, tie_word_embeddings=False),
    of_qwen(), end, "qwen2")
write(
    "bert",
    BertConfig(
        vocab_size=300, hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=32),
    of_word_pieces(),
    {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"},
    "bert-bge", AutoModel)
write(
    "gemma3",
    Gemma3TextConfig(
        vocab_size=340, hidden_size=24, num_hidden_layers=6, num_attention_heads=2, num_key_value_heads=1, head_dim=8,
        query_pre_attn_scalar=8, intermediate_size=16, sliding_window=4, max_position_embeddings=64,
        attn_implementation="eager"),
    of_characters(), {"bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>"}, "default")
