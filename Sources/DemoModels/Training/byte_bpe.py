"""The byte-level BPE that the causal and the denoising model share."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from corpus import books
from demo_text import synthetic

BEGIN, PAD, END, UNKNOWN, MASK = SPECIAL_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
VOCAB_SIZE = 6144
#: Merges taken out of the trained tokenizer. Without this one " Heathrow" is two tokens, "ĠHeath" and "row", as in
#: the original GPT-2's tokenizer, so that the examples' text has 8 tokens in both. Ids do not change; the merged
#: entry stays in the vocabulary and is never produced.
REMOVED_MERGES = (("ĠHeath", "row"),)


def build_tokenizer(corpus: Path, folder: Path) -> None:
    """Trains the tokenizer on the books and the generated sentences."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    lines = [line for book in books(corpus).values() for line in book] + synthetic(count=12_000)
    tokenizer.train_from_iterator((" " + line for line in lines), trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE, special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    data = json.loads(tokenizer.to_str())
    data["model"]["merges"] = [merge for merge in data["model"]["merges"] if tuple(merge) not in REMOVED_MERGES]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.model.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
