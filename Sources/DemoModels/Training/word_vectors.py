"""A shorter way to a trained model: begin with the word vectors of another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor


def adopt(table: Tensor, tokenizer: Tokenizer, folder: Path, forms: Callable[[str], Sequence[str]]) -> int:
    """Fills rows of `table` with the word vectors of the GPT-2 in `folder`, centred, at a standard deviation of 0.02.

    `forms` names the tokens of that model that stand for a token of `tokenizer`, the best first. Rows without any
    stay as they are. Returns the number of rows filled.
    """
    known = Tokenizer.from_file(str(folder / "tokenizer.json"))
    vectors = load_file(str(folder / "model.safetensors"))["transformer.wte.weight"].float()
    vectors = vectors - vectors.mean(0)
    vectors *= 0.02 / vectors.std()
    filled = 0
    for token, row in tokenizer.get_vocab().items():
        found = [number for form in forms(token) if (number := known.token_to_id(form)) is not None]
        if found:
            table[row] = vectors[found[0]]
            filled += 1
    return filled
