"""The demonstration BART: encoder and decoder, trained to write a text again from a copy with spans left out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import AddedToken, Tokenizer, processors
from torch import Tensor, nn

import byte_bpe
from byte_bpe import BEGIN, END, MASK, PAD, UNKNOWN, VOCAB_SIZE
from corpus import Stream, Text, sentences
from demo_text import synthetic
from optimiser import HiddenMatrix
from trainer import Look, Recipe, Task
from word_vectors import adopt

BEGIN_ID, PAD_ID, END_ID, UNKNOWN_ID, MASK_ID = range(5)
#: share of the generated paragraphs that show scenes of daily life
SCENES = 0.45

# ------------------------------------------------------------------------------------------------- model


@dataclass(frozen=True)
class Shape:
    """Sizes of a BART, by the names of its config.json."""

    vocab_size: int = VOCAB_SIZE
    max_position_embeddings: int = 256
    d_model: int = 128
    encoder_layers: int = 3
    decoder_layers: int = 3
    encoder_attention_heads: int = 8
    decoder_attention_heads: int = 8
    encoder_ffn_dim: int = 512
    decoder_ffn_dim: int = 512


def linear(inputs: int, outputs: int) -> nn.Linear:
    """A linear layer with BART's initial values."""
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=0.02)
    nn.init.zeros_(layer.bias)
    return layer


class Attention(nn.Module):
    """Attention of one text to itself or to another."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (linear(width, width) for _ in range(4))

    def forward(self, x: Tensor, source: Tensor, seen: Tensor | None = None, causal: bool = False) -> Tensor:
        def parted(values: Tensor) -> Tensor:
            return values.view(*values.shape[:2], self.heads, -1).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(
            parted(self.q_proj(x)), parted(self.k_proj(source)), parted(self.v_proj(source)),
            attn_mask=None if seen is None else seen[:, None, None, :], is_causal=causal)
        return self.out_proj(mixed.transpose(1, 2).reshape(x.shape))


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward network, each added and then normalised."""

    def __init__(self, width: int, heads: int, hidden: int) -> None:
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.fc1, self.fc2 = linear(width, hidden), linear(hidden, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        x = self.self_attn_layer_norm(x + self.self_attn(x, x, seen))
        return self.final_layer_norm(x + self.fc2(F.gelu(self.fc1(x))))


class DecoderLayer(EncoderLayer):
    """As the encoder's, causal, with attention to the encoder's output in between."""

    def __init__(self, width: int, heads: int, hidden: int) -> None:
        super().__init__(width, heads, hidden)
        self.encoder_attn = Attention(width, heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, seen: Tensor, source: Tensor) -> Tensor:  # type: ignore[override]
        x = self.self_attn_layer_norm(x + self.self_attn(x, x, causal=True))
        x = self.encoder_attn_layer_norm(x + self.encoder_attn(x, source, seen))
        return self.final_layer_norm(x + self.fc2(F.gelu(self.fc1(x))))


class Stack(nn.Module):
    """Positions, the norm over the embeddings, and the layers of one side."""

    def __init__(self, shape: Shape, layers: list[nn.Module]) -> None:
        super().__init__()
        # the first two rows are never read: BART counts positions from 2
        self.embed_positions = nn.Embedding(shape.max_position_embeddings + 2, shape.d_model)
        nn.init.normal_(self.embed_positions.weight, std=0.02)
        self.layernorm_embedding = nn.LayerNorm(shape.d_model)
        self.layers = nn.ModuleList(layers)

    def forward(self, words: Tensor, *context: Tensor) -> Tensor:
        x = self.layernorm_embedding(words + self.embed_positions.weight[2:2 + words.shape[1]])
        for layer in self.layers:
            x = layer(x, *context)
        return x


class Trunk(nn.Module):
    """The shared word embedding and both stacks."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shared = nn.Embedding(shape.vocab_size, shape.d_model)
        nn.init.normal_(self.shared.weight, std=0.02)
        self.encoder = Stack(shape, [EncoderLayer(shape.d_model, shape.encoder_attention_heads,
                                                  shape.encoder_ffn_dim) for _ in range(shape.encoder_layers)])
        self.decoder = Stack(shape, [DecoderLayer(shape.d_model, shape.decoder_attention_heads,
                                                  shape.decoder_ffn_dim) for _ in range(shape.decoder_layers)])

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        seen = source != PAD_ID
        return self.decoder(self.shared(target), seen, self.encoder(self.shared(source), seen))


class Bart(nn.Module):
    """`BartForConditionalGeneration` with tied embeddings; parameter names as in the checkpoint."""

    final_logits_bias: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Trunk(shape)
        self.register_buffer("final_logits_bias", torch.zeros(1, shape.vocab_size))

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Logits [rows, target tokens, words] of what follows each token of `target`."""
        return F.linear(self.model(source, target), self.model.shared.weight, self.final_logits_bias[0])

    def loss(self, source: Tensor, target: Tensor) -> Tensor:
        """Mean nats per token of `target` [rows, tokens], given `source` [rows, tokens] and what is before it."""
        begun = torch.cat([target.new_full((len(target), 1), END_ID), target[:, :-1]], 1)
        answers = target.masked_fill(target == PAD_ID, -100)
        return F.cross_entropy(self(source, begun).flatten(0, 1), answers.flatten(), ignore_index=-100)


# --------------------------------------------------------------------------------------------- tokenizer


def build_tokenizer(corpus: Path, folder: Path) -> None:
    """The causal model's byte-level BPE with BART's template `<s> text </s>`."""
    byte_bpe.build_tokenizer(corpus, folder)
    dress(folder)


def dress(folder: Path) -> None:
    """Gives the byte-level BPE of a folder BART's template, mask token and configuration."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.add_special_tokens([AddedToken(MASK, lstrip=True, special=True, normalized=False)])
    tokenizer.post_processor = processors.RobertaProcessing(
        sep=(END, END_ID), cls=(BEGIN, BEGIN_ID), trim_offsets=True, add_prefix_space=False)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "add_prefix_space": False, "bos_token": BEGIN, "cls_token": BEGIN, "eos_token": END, "sep_token": END,
        "mask_token": {"__type": "AddedToken", "content": MASK, "lstrip": True, "normalized": False,
                       "rstrip": False, "single_word": False, "special": True},
        "model_max_length": Shape.max_position_embeddings, "pad_token": PAD, "tokenizer_class": "BartTokenizer",
        "trim_offsets": True, "unk_token": UNKNOWN}, indent=2) + "\n")


# ------------------------------------------------------------------------------------------ data and measures


@dataclass(frozen=True)
class BartRecipe(Recipe):
    """What only the denoising model needs."""

    warm_up: float = 0.03
    lengths: tuple[tuple[float, int], ...] = ((0.60, 64), (0.88, 128), (1.01, 256))
    generated: tuple[float, float] = (0.2, 0.12)
    aligned_books: float = 0.7
    #: share of the tokens of a text that are left out, and the mean length of a span (Poisson)
    left_out: float = 0.28
    span: float = 2.0
    #: share of the batches whose rows hold one sentence each, and the length of those rows
    short_batches: float = 0.25
    short_length: int = 32


def infilled(text: Tensor, share: float, span: float, generator: torch.Generator) -> Tensor:
    """A copy of `text` [tokens] in which spans of a Poisson length, in all a share of it, are each one `<mask>`."""
    wanted = int(len(text) * share + torch.rand((), generator=generator).item())
    if wanted == 0:
        return text
    sizes = torch.poisson(torch.full((wanted + 1,), span), generator=generator).long().clamp(min=1)
    sizes = sizes[:int((sizes.cumsum(0) <= wanted).sum().clamp(min=1))].clamp(max=max(1, len(text) // 2))
    kept = len(text) - int(sizes.sum())
    if kept < 1:
        return text
    # the spans stand in distinct gaps of what is kept, so that no two masks touch
    gaps = torch.randperm(kept + 1, generator=generator)[:len(sizes)].sort().values
    pieces, at, done = [], 0, 0
    for gap, size in zip(gaps.tolist(), sizes.tolist()):
        pieces += [text[at:at + gap - done], text.new_tensor([MASK_ID])]
        at, done = at + gap - done + size, gap
    return torch.cat(pieces + [text[at:]])


def template(rows: list[Tensor], length: int) -> Tensor:
    """Rows [rows, length] of `<s> text </s>`, padded."""
    out = torch.full((len(rows), length), PAD_ID)
    for number, row in enumerate(rows):
        out[number, 0], out[number, len(row) + 1] = BEGIN_ID, END_ID
        out[number, 1:len(row) + 1] = row
    return out


EXAMPLES = ("The cat sat on the<mask>.", "The keys to the cabinet<mask> on the table.",
            "Heathrow airport is in the city of<mask>.", "She took<mask> hat and went out.",
            "The old man looked at the<mask> and shook his head.",
            "The little girl opened the door and went into the garden.")


@dataclass
class BartTask(Task):
    """Books and generated sentences for the denoising model."""

    recipe: BartRecipe
    model: Bart
    tokenizer_files: tuple[str, ...] = ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")
    book: Stream = field(init=False)
    made: Stream = field(init=False)
    held: Stream = field(init=False)
    bare: Tensor = field(init=False)

    def encode(self, corpus: Path, only_held_out: bool = False) -> BartTask:
        """Reads and encodes the text, each sentence with a leading space; `bare` takes it off a row's first."""
        text = Text.read(corpus)
        known = self.tokenizer.get_vocab()
        self.bare = torch.arange(len(known))
        for token, number in known.items():
            if token.startswith("\u0120") and token[1:] in known:
                self.bare[number] = known[token[1:]]
        self.held = self._stream(text.held_out)
        if not only_held_out:
            self.book, self.made = self._stream(text.training), self._stream(synthetic(scenes=SCENES))
            print(f"tokens: books {len(self.book.ids)}, generated {len(self.made.ids)}, "
                  f"held out {len(self.held.ids)}", flush=True)
        return self

    def _stream(self, paragraphs: list[str]) -> Stream:
        return Stream.encode(self.tokenizer, [" " + sentence for sentence in sentences(paragraphs)])

    def embed_like(self, folder: Path) -> None:
        """Begins with the word vectors of a causal model with the same tokens."""
        adopt(self.model.model.shared.weight.data, self.tokenizer, folder, lambda token: (token,))

    def hidden(self) -> list[HiddenMatrix]:
        return [HiddenMatrix(parameter) for name, parameter in self.model.named_parameters()
                if parameter.dim() == 2 and ".layers." in name]

    def _noisy(self, texts: list[Tensor], length: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """(source, target) of texts, each shorter than `length` by two tokens or more."""
        texts = [torch.cat([self.bare[text[:1]], text[1:]]) for text in texts]
        noisy = [infilled(text, self.recipe.left_out, self.recipe.span, generator)[:length - 2] for text in texts]
        return template(noisy, length), template(texts, length)

    def _short(self, stream: Stream, count: int, generator: torch.Generator) -> list[Tensor]:
        """Sentences of the stream, cut to fit."""
        pieces = torch.randint(0, len(stream.starts), (count,), generator=generator)
        sizes = stream.piece_lengths()[pieces].clamp(max=self.recipe.short_length - 2)
        return [stream.ids[start:start + size] for start, size in zip(stream.starts[pieces].tolist(), sizes.tolist())]

    def batch(self, share: float, generator: torch.Generator) -> tuple[Tensor, ...]:
        recipe = self.recipe
        if torch.rand((), generator=generator).item() < recipe.short_batches:
            count = recipe.tokens_per_step // recipe.short_length
            made = recipe.generated_rows(count, share, generator) * 2
            texts = self._short(self.made, made, generator) + self._short(self.book, count - made, generator)
            return self._noisy(texts, recipe.short_length, generator)
        length = recipe.length(share)
        count = recipe.tokens_per_step // length
        made = recipe.generated_rows(count, share, generator)
        windows = torch.cat([self.made.windows(made, length - 2, 1.0, generator),
                             self.book.windows(count - made, length - 2, recipe.aligned_books, generator)])
        return self._noisy(list(windows), length, generator)

    # -- measures

    @torch.inference_mode()
    def validation_loss(self, windows: int, length: int = 128) -> float:
        """Mean nats per token of evenly spaced windows of the held-out books, given their noisy copies."""
        generator = torch.Generator().manual_seed(7)
        source, target = self._noisy(list(self.held.spread(windows, length - 2)), length, generator)
        parts = list(zip(source.split(16), target.split(16)))
        return sum(self.model.loss(*part).item() * len(part[0]) for part in parts) / windows

    @torch.inference_mode()
    def rewritten(self, text: str) -> str:
        """What the model greedily writes for a text."""
        source = torch.tensor([self.tokenizer.encode(text).ids])
        target = [END_ID, BEGIN_ID]
        while target[-1] != END_ID and len(target) < source.shape[1] + 12:
            target.append(int(self.model(source, torch.tensor([target]))[0, -1].argmax()))
        return str(self.tokenizer.decode(target, skip_special_tokens=True))

    def look(self) -> Look:
        loss = self.validation_loss(100)
        return Look(loss, {}, [repr(self.rewritten(text)) for text in EXAMPLES], loss)

    def measure(self) -> dict[str, Any]:
        return {"validation_loss": self.validation_loss(400),
                "rewritten": {text: self.rewritten(text) for text in EXAMPLES}}

    def configuration(self) -> dict[str, dict[str, Any]]:
        special = {"bos_token_id": BEGIN_ID, "decoder_start_token_id": END_ID, "eos_token_id": END_ID,
                   "forced_bos_token_id": BEGIN_ID, "forced_eos_token_id": END_ID, "pad_token_id": PAD_ID}
        return {
            "config.json": {
                "architectures": ["BartForConditionalGeneration"], "model_type": "bart", **asdict(self.model.shape),
                "activation_dropout": 0.0, "activation_function": "gelu", "attention_dropout": 0.0,
                "classifier_dropout": 0.0, "decoder_layerdrop": 0.0, "dropout": 0.0, "encoder_layerdrop": 0.0,
                "init_std": 0.02, "is_encoder_decoder": True, "num_hidden_layers": self.model.shape.encoder_layers,
                "scale_embedding": False, "tie_word_embeddings": True, "torch_dtype": "float16", "use_cache": True,
                **special},
            "generation_config.json": {**special, "max_length": self.model.shape.max_position_embeddings}}


def task(tokenizer_folder: Path, corpus: Path, only_held_out: bool = False, **recipe: Any) -> BartTask:
    """The denoising model with random weights, and its text."""
    tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
    model = Bart(Shape(vocab_size=tokenizer.get_vocab_size()))
    return BartTask(tokenizer, model, BartRecipe(**recipe)).encode(corpus, only_held_out)
