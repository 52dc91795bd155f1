"""The text the demonstration models learn from: public-domain books, read paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

VALIDATION_BOOKS = ("a-christmas-carol", "alice-s-adventures-in-wonderland")
#: files whose text is not running prose in sentences of today's or the novels' English
LEFT_OUT = ("inaugural", "state_union", "shakespeare")
STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of a book: one line each, straight quotes, no emphasis marks, no headings."""
    text = path.read_text(encoding="utf-8").replace("\r", "")
    found = (re.sub(r"\s+", " ", block).strip().replace("_", "").translate(STRAIGHT_QUOTES)
             for block in re.split(r"\n\s*\n", text))
    return [paragraph for paragraph in found if len(paragraph) > 40]


def books(corpus: Path) -> dict[str, list[str]]:
    """The paragraphs of every book of the corpus, by file name."""
    return {path.stem: paragraphs(path) for path in sorted(corpus.glob("*.txt"))
            if not any(word in path.stem for word in LEFT_OUT)}


@dataclass(frozen=True)
class Text:
    """The paragraphs of the books, parted into those to learn from and those to measure on."""

    training: list[str]
    held_out: list[str]

    @classmethod
    def read(cls, corpus: Path) -> Text:
        """Reads a folder of books."""
        texts = books(corpus)
        return cls([line for name, book in texts.items() if name not in VALIDATION_BOOKS for line in book],
                   [line for name in VALIDATION_BOOKS for line in texts[name]])


def sentences(lines: Iterable[str]) -> list[str]:
    """Cuts paragraphs after a full stop, a question or an exclamation mark that ends a sentence."""
    return [sentence for line in lines
            for sentence in re.split(r"(?<=[a-z\"')][.!?]) +(?=[A-Z\"'])|(?<=[.!?][\"')]) +(?=[A-Z\"'])", line)]


@dataclass(frozen=True)
class Stream:
    """Token ids of many pieces of text (paragraphs or sentences) in a row, and where each piece starts."""

    ids: Tensor
    starts: Tensor

    @classmethod
    def encode(cls, tokenizer: Tokenizer, pieces: list[str], end: int | None = None) -> Stream:
        """Encodes the pieces without the tokenizer's template; `end`, where given, closes each of them."""
        tail = [] if end is None else [end]
        parts: list[np.ndarray] = []
        for first in range(0, len(pieces), 2000):
            encodings = tokenizer.encode_batch(pieces[first:first + 2000], add_special_tokens=False)
            parts += [np.array(encoding.ids + tail, dtype=np.int64) for encoding in encodings]
        lengths = np.cumsum([0] + [len(part) for part in parts[:-1]])
        return cls(torch.from_numpy(np.concatenate(parts)), torch.from_numpy(lengths))

    def piece_lengths(self) -> Tensor:
        """The number of tokens of each piece."""
        return torch.diff(self.starts, append=torch.tensor([len(self.ids)]))

    def begin(self, count: int, length: int, aligned: float, generator: torch.Generator) -> Tensor:
        """`count` places where a window of `length` tokens fits; a share of them is where a piece begins."""
        last = len(self.ids) - length
        anywhere = torch.randint(0, last, (count,), generator=generator)
        picked = self.starts[torch.randint(0, len(self.starts), (count,), generator=generator)].clamp(max=last)
        return torch.where(torch.rand(count, generator=generator) < aligned, picked, anywhere)

    def windows(self, count: int, length: int, aligned: float, generator: torch.Generator) -> Tensor:
        """`count` windows [count, length] beginning as `begin` says."""
        return self.ids[self.begin(count, length, aligned, generator)[:, None] + torch.arange(length)]

    def spread(self, count: int, length: int) -> Tensor:
        """`count` windows [count, length] evenly spaced over the whole stream; always the same."""
        return self.ids[torch.linspace(0, len(self.ids) - length, count).long()[:, None] + torch.arange(length)]
