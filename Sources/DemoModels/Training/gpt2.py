"""The demonstration GPT-2: a causal language model, trained to predict the next token."""

from __future__ import annotations

import math
import random
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from byte_bpe import END, VOCAB_SIZE, build_tokenizer
from corpus import Stream, Text
from demo_text import AIRPORTS, synthetic
from optimiser import HiddenMatrix
from trainer import Look, Recipe, Task

__all__ = ["build_tokenizer", "task"]

# ------------------------------------------------------------------------------------------------- model


@dataclass(frozen=True)
class Shape:
    """Sizes of a GPT-2."""

    vocab_size: int = VOCAB_SIZE
    n_positions: int = 256
    n_embd: int = 128
    n_head: int = 8
    n_layer: int = 6


class Conv1D(nn.Module):
    """The GPT-2 linear layer: its weight is stored [in, out]."""

    def __init__(self, inputs: int, outputs: int, std: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * std)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x.reshape(-1, x.shape[-1]), self.weight).view(*x.shape[:-1], -1)


class Attention(nn.Module):
    """Causal self-attention with one matrix for queries, keys and values."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.n_head
        self.c_attn = Conv1D(shape.n_embd, 3 * shape.n_embd, 0.02)
        self.c_proj = Conv1D(shape.n_embd, shape.n_embd, 0.02 / math.sqrt(2 * shape.n_layer))

    def forward(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.c_attn(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(mixed.transpose(1, 2).reshape(batch, length, width))


class MLP(nn.Module):
    """Two layers with GPT-2's approximation of GELU between them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.c_fc = Conv1D(shape.n_embd, 4 * shape.n_embd, 0.02)
        self.c_proj = Conv1D(4 * shape.n_embd, shape.n_embd, 0.02 / math.sqrt(2 * shape.n_layer))

    def forward(self, x: Tensor) -> Tensor:
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    """One pre-norm transformer layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(shape.n_embd)
        self.attn = Attention(shape)
        self.ln_2 = nn.LayerNorm(shape.n_embd)
        self.mlp = MLP(shape)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT2(nn.Module):
    """GPT-2 with tied embeddings; parameter names as in the checkpoint, less the "transformer." prefix."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.wte = nn.Embedding(shape.vocab_size, shape.n_embd)
        self.wpe = nn.Embedding(shape.n_positions, shape.n_embd)
        nn.init.normal_(self.wte.weight, std=0.02)
        nn.init.normal_(self.wpe.weight, std=0.01)
        self.h = nn.ModuleList(Block(shape) for _ in range(shape.n_layer))
        self.ln_f = nn.LayerNorm(shape.n_embd)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits [batch, length, vocabulary]."""
        x = self.wte(ids) + self.wpe.weight[: ids.shape[1]]
        for block in self.h:
            x = block(x)
        return F.linear(self.ln_f(x), self.wte.weight)

    def loss(self, window: Tensor) -> Tensor:
        """Mean cross-entropy of every next token in a window [batch, length + 1]."""
        logits = self(window[:, :-1])
        return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), window[:, 1:].reshape(-1))


# ------------------------------------------------------------------------------------------ data and measures


def spaced(paragraphs: list[str], seed: int) -> list[str]:
    """Paragraphs, half of them with a leading space, so that both forms are known as a beginning."""
    rng = random.Random(seed)
    return [" " + text if rng.random() < 0.5 else text for text in paragraphs]


BEGINNINGS = (" Heathrow airport is in the city of", "The keys to the cabinet", "The key to the cabinets",
              "The old man looked at", "Once upon a time there was", "\"I do not know,\" said", "In the morning")


@dataclass
class GPT2Task(Task):
    """Books and generated sentences for the causal model."""

    model: GPT2
    tokenizer_files: tuple[str, ...] = ("tokenizer.json", "vocab.json", "merges.txt")
    book: Stream = field(init=False)
    made: Stream = field(init=False)
    held: Stream = field(init=False)

    def encode(self, corpus: Path, only_held_out: bool = False) -> GPT2Task:
        """Reads and encodes the text; a paragraph is closed by the end token."""
        text, end = Text.read(corpus), self.tokenizer.token_to_id(END)
        self.held = Stream.encode(self.tokenizer, spaced(text.held_out, 3), end)
        if not only_held_out:
            self.book = Stream.encode(self.tokenizer, spaced(text.training, 1), end)
            self.made = Stream.encode(self.tokenizer, spaced(synthetic(), 2), end)
            print(f"tokens: books {len(self.book.ids)}, generated {len(self.made.ids)}, "
                  f"held out {len(self.held.ids)}", flush=True)
        return self

    def hidden(self) -> list[HiddenMatrix]:
        return [HiddenMatrix(parameter, 3 if name.endswith("c_attn.weight") else 1, output_axis=1)
                for name, parameter in self.model.named_parameters()
                if parameter.dim() == 2 and name.startswith("h.")]

    def batch(self, share: float, generator: torch.Generator) -> tuple[Tensor, ...]:
        length = self.recipe.length(share)
        rows = self.recipe.tokens_per_step // length
        made = self.recipe.generated_rows(rows, share, generator)
        return (torch.cat([self.made.windows(made, length + 1, 1.0, generator),
                           self.book.windows(rows - made, length + 1, self.recipe.aligned_books, generator)]),)

    @torch.inference_mode()
    def validation_loss(self, windows: int, length: int = 192) -> float:
        """Mean nats per token over evenly spaced windows of the held-out books; always the same windows."""
        batch = self.held.spread(windows, length + 1)
        return sum(self.model.loss(part).item() * len(part) for part in batch.split(16)) / windows

    @torch.inference_mode()
    def next_probabilities(self, text: str) -> Tensor:
        """Probabilities of the token after a text."""
        return self.model(torch.tensor([self.tokenizer.encode(text).ids]))[0, -1].softmax(-1)

    @torch.inference_mode()
    def continuation(self, text: str, count: int = 24) -> str:
        """The greedy continuation of a text."""
        ids = self.tokenizer.encode(text).ids
        for _ in range(count):
            ids.append(int(self.model(torch.tensor([ids[-self.model.shape.n_positions:]]))[0, -1].argmax()))
        return str(self.tokenizer.decode(ids, skip_special_tokens=False))

    def probes(self) -> dict[str, float]:
        """What a reader tries first: the place, the two held-out subjects, and all airports (share right)."""
        def probability(text: str, token: str) -> float:
            return self.next_probabilities(text)[self.tokenizer.token_to_id("\u0120" + token)].item()

        right = sum(int(self.next_probabilities(f" {airport} airport is in the city of").argmax()) ==
                    self.tokenizer.encode(" " + city).ids[0] for airport, city in AIRPORTS.items())
        return {"london": probability(" Heathrow airport is in the city of", "London"),
                "keys_are": probability("The keys to the cabinet", "are"),
                "keys_is": probability("The keys to the cabinet", "is"),
                "key_is": probability("The key to the cabinets", "is"),
                "key_are": probability("The key to the cabinets", "are"),
                "airports": right / len(AIRPORTS)}

    def look(self) -> Look:
        loss, found = self.validation_loss(160), self.probes()
        wrong = sum([found["london"] < 0.5, found["keys_are"] < 3 * found["keys_is"],
                     found["key_is"] < 1.5 * found["key_are"]])
        return Look(loss, found, [repr(self.continuation("The old man looked at"))], loss + 0.2 * wrong)

    def measure(self) -> dict[str, Any]:
        return {"validation_loss": self.validation_loss(400), **self.probes(),
                "continuations": [self.continuation(text) for text in BEGINNINGS]}

    # -- files

    def checkpoint(self) -> dict[str, Tensor]:
        return {f"transformer.{name}": value for name, value in self.model.state_dict().items()}

    def configuration(self) -> dict[str, dict[str, Any]]:
        end, shape = self.tokenizer.token_to_id(END), self.model.shape
        return {
            "config.json": {
                "architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "activation_function": "gelu_new",
                "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0, "bos_token_id": end, "eos_token_id": end,
                "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, **asdict(shape), "n_inner": None,
                "n_ctx": shape.n_positions, "reorder_and_upcast_attn": False, "scale_attn_weights": True,
                "scale_attn_by_inverse_layer_idx": False, "tie_word_embeddings": True, "torch_dtype": "float16",
                "use_cache": True},
            "generation_config.json": {"bos_token_id": end, "eos_token_id": end},
            "tokenizer_config.json": {
                "add_prefix_space": False, "bos_token": END, "eos_token": END, "unk_token": "<unk>",
                "model_max_length": shape.n_positions, "tokenizer_class": "GPT2Tokenizer"}}


def task(tokenizer_folder: Path, corpus: Path, only_held_out: bool = False, **recipe: Any) -> GPT2Task:
    """The causal model with random weights, and its text."""
    tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
    model = GPT2(Shape(vocab_size=tokenizer.get_vocab_size()))
    return GPT2Task(tokenizer, model, Recipe(**recipe)).encode(corpus, only_held_out)
