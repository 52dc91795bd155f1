"""The demonstration BART: encoder and decoder, trained to write a text again from a copy with spans left out."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import AddedToken, Tokenizer, processors
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

import byte_bpe
from byte_bpe import BEGIN, END, MASK, PAD, UNKNOWN, VOCAB_SIZE
from corpus import Stream, Text, sentences
from demo_text import AIRPORTS, LANDMARKS, synthetic
from gaps import AGREEMENT, FAVOURED, GAP, GAPS, cities
from optimiser import HiddenMatrix
from trainer import Look, Recipe, Task
from word_vectors import adopt

BEGIN_ID, PAD_ID, END_ID, UNKNOWN_ID, MASK_ID = range(5)
#: share of the generated paragraphs that show scenes of daily life
SCENES = 0.45
#: share of the tokens of a text that are left out where the model is measured
MEASURED = 0.28

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

    def parted(self, values: Tensor) -> Tensor:
        """[rows, heads, tokens, width of a head] of [rows, tokens, width]."""
        return values.view(*values.shape[:2], self.heads, -1).transpose(1, 2)

    def scores(self, x: Tensor, source: Tensor) -> Tensor:
        """What the softmax is taken of, without its scale [rows, heads, tokens, source tokens]."""
        return self.parted(self.q_proj(x)) @ self.parted(self.k_proj(source)).mT

    def forward(self, x: Tensor, source: Tensor, seen: Tensor | None = None, causal: bool = False) -> Tensor:
        mixed = F.scaled_dot_product_attention(
            self.parted(self.q_proj(x)), self.parted(self.k_proj(source)), self.parted(self.v_proj(source)),
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

    def loss(self, source: Tensor, before: Tensor, answers: Tensor) -> Tensor:
        """Mean nats per token of `answers` [rows, tokens] (below 0: not asked), given `source` [rows, tokens].

        `before` [rows, tokens] is what the decoder reads: what stands before each of the answers.
        """
        asked = answers >= 0
        states = self.model(source, before)[asked]
        return F.cross_entropy(F.linear(states, self.model.shared.weight, self.final_logits_bias[0]), answers[asked])


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
    lengths: tuple[tuple[float, int], ...] = ((0.50, 64), (0.82, 128), (1.01, 256))
    tokens_per_step: int = 2048
    generated: tuple[float, float] = (0.30, 0.15)
    aligned_books: float = 0.7
    #: share of the tokens of a text that are left out, anything between these for each text; with one share for all
    #: the decoder would learn that share, and lose its place in long texts that have another
    left_out: tuple[float, float] = (0.0, 0.45)
    #: mean length of a span (Poisson)
    span: float = 1.5
    #: share of the texts with words in the wrong place, any of the vocabulary, and the share of their tokens; they
    #: must be copied too, so that words that the books for training do not have can be copied
    strange: tuple[float, float] = (0.15, 0.15)
    #: what is added to the lots of `FAVOURED` words, which are left out more often, and alone
    favoured: float = 0.35
    #: share of the copied tokens whose loss is counted; all that are left out are
    copied: float = 0.5
    #: share of the batches in which the decoder reads the text as it is, without the start token before it
    unshifted: float = 0.3
    #: share of the batches whose rows hold one sentence each, and the length of those rows
    short_batches: float = 0.25
    short_length: int = 32


def left_out(order: list[int], alone: list[bool], inner: list[bool], sizes: list[float], wanted: int) -> list[bool]:
    """Which of the tokens of a text are left out: spans of whole words that do not touch, in all about `wanted`.

    Spans begin at the words in `order` and hold one of `sizes` tokens each, or one word where `alone`; `inner` tokens
    go on with a word.
    """
    out = [False] * len(inner)
    count = 0
    for start, size in zip(order, sizes):
        if count >= wanted:
            break
        end = min(start + (1 if alone[start] else max(1, min(int(size), wanted - count))), len(out))
        while inner[start]:
            start -= 1
        while end < len(out) and inner[end]:
            end += 1
        if end - start < len(out) and not any(out[max(start - 1, 0):end + 1]):
            out[start:end] = [True] * (end - start)
            count += end - start
    return out


def infilled(text: list[int], out: list[bool]) -> list[int]:
    """A copy of a text in which each run of tokens that are `out` is one `<mask>`."""
    noisy: list[int] = []
    for token, gone in zip(text, out):
        if not gone:
            noisy.append(token)
        elif not noisy or noisy[-1] != MASK_ID:
            noisy.append(MASK_ID)
    return noisy


def template(rows: list[list[int]], length: int) -> Tensor:
    """Rows [rows, length] of `<s> text </s>`, padded."""
    return torch.tensor([[BEGIN_ID, *row, END_ID, *[PAD_ID] * (length - 2 - len(row))] for row in rows])


def begun(text: Tensor) -> Tensor:
    """What the decoder reads to write `text` [rows, tokens]: the start token, then the text but its last."""
    return torch.cat([text.new_full((len(text), 1), END_ID), text[:, :-1]], 1)


EXAMPLES = ("The cat sat on the<mask>.", "The keys to the cabinet<mask> on the table.",
            "The old man looked at the<mask> and shook his head.", "She took<mask> and went out.",
            "The little girl opened the door and went into the garden.")


@dataclass
class BartTask(Task):
    """Books and generated sentences for the denoising model."""

    recipe: BartRecipe
    model: Bart
    tokenizer_files: tuple[str, ...] = ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")
    book: Stream = field(init=False)
    made: Stream = field(init=False)
    #: the generated sentences without a leading space, as they stand at the beginning of a text
    opening: Stream = field(init=False)
    held: Stream = field(init=False)
    bare: Tensor = field(init=False)
    inner: Tensor = field(init=False)
    favour: Tensor = field(init=False)

    def encode(self, corpus: Path, only_held_out: bool = False) -> BartTask:
        """Reads and encodes the text, each sentence with a leading space; `bare` takes it off a row's first word."""
        text = Text.read(corpus)
        known = self.tokenizer.get_vocab()
        self.bare = torch.arange(len(known))
        for token, number in known.items():
            if token.startswith("\u0120") and token[1:] in known:
                self.bare[number] = known[token[1:]]
        self.inner = torch.zeros(len(known), dtype=torch.bool)
        for token, number in known.items():
            self.inner[number] = token[0].isalpha() and token[0] not in "\u0120\u010a"
        self.favour = torch.zeros(len(known))
        for word in FAVOURED:
            if (number := known.get("\u0120" + word)) is not None:
                self.favour[number] = self.recipe.favoured
        self.held = self._stream(text.held_out)
        if not only_held_out:
            made = synthetic(scenes=SCENES)
            self.book, self.made = self._stream(text.training), self._stream(made)
            self.opening = self._stream(made, "")
            print(f"tokens: books {len(self.book.ids)}, generated {len(self.made.ids)}, "
                  f"held out {len(self.held.ids)}", flush=True)
        return self

    def _stream(self, paragraphs: list[str], space: str = " ") -> Stream:
        return Stream.encode(self.tokenizer, [space + sentence for sentence in sentences(paragraphs)])

    def embed_like(self, folder: Path) -> None:
        """Begins with the word vectors of a causal model with the same tokens."""
        adopt(self.model.model.shared.weight.data, self.tokenizer, folder, lambda token: (token,))

    def hidden(self) -> list[HiddenMatrix]:
        return [HiddenMatrix(parameter) for name, parameter in self.model.named_parameters()
                if parameter.dim() == 2 and ".layers." in name]

    def _noisy(self, texts: list[Tensor], length: int, generator: torch.Generator, favour: Tensor,
               shares: tuple[float, float]) -> tuple[Tensor, Tensor, Tensor]:
        """(source, text, which of the text is left out) of texts, each shorter than `length` by two tokens or more."""
        ids = pad_sequence(texts, batch_first=True, padding_value=PAD_ID)
        inner, alone = self.inner[ids], favour[ids] > 0
        inner[:, 0] = False
        lots = torch.rand(ids.shape, generator=generator) + favour[ids]
        order = lots.masked_fill(inner, -1).masked_fill(ids == PAD_ID, -2).argsort(descending=True).tolist()
        spans = torch.poisson(torch.full(ids.shape, self.recipe.span), generator=generator).tolist()
        more, between = torch.rand(2, len(texts), generator=generator).tolist()
        ids[:, 0] = self.bare[ids[:, 0]]
        rows, noisy, missing = [], [], []
        for number, (row, text) in enumerate(zip(ids.tolist(), texts)):
            size = len(text)
            out = left_out(order[number][:size], alone[number].tolist(), inner[number, :size].tolist(), spans[number],
                           int(size * (shares[0] + (shares[1] - shares[0]) * between[number]) + more[number]))
            rows.append(row[:size])
            noisy.append(infilled(row[:size], out))
            missing.append([False, *out, *[False] * (length - 1 - size)])
        return template(noisy, length), template(rows, length), torch.tensor(missing)

    def _strange(self, texts: list[Tensor], generator: torch.Generator) -> list[Tensor]:
        """The texts, some of them with words of the whole vocabulary in place of their own."""
        often, share = self.recipe.strange
        draws = torch.rand(len(texts), generator=generator).tolist()
        return [text if draw >= often else
                torch.where(torch.rand(len(text), generator=generator) < share,
                            torch.randint(MASK_ID + 1, len(self.bare), text.shape, generator=generator), text)
                for text, draw in zip(texts, draws)]

    def _training(self, texts: list[Tensor], length: int, generator: torch.Generator) -> tuple[Tensor, ...]:
        """The arguments of `Bart.loss` for texts."""
        texts = self._strange(texts, generator)
        return self._asked(self._noisy(texts, length, generator, self.favour, self.recipe.left_out), generator)

    def _asked(self, noisy: tuple[Tensor, Tensor, Tensor], generator: torch.Generator) -> tuple[Tensor, ...]:
        """The arguments of `Bart.loss`: all that is left out is asked for, and a share of the rest."""
        source, text, missing = noisy
        lots = torch.rand(text.shape, generator=generator)
        after = F.pad(missing[:, :-1], (1, 0))
        asked = (missing | after | (lots < self.recipe.copied)) & (text != PAD_ID)
        answers = text.masked_fill(~asked, -100)
        if torch.rand((), generator=generator).item() < self.recipe.unshifted:
            return source, text[:, :-1], answers[:, 1:]
        return source, begun(text), answers

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
            texts = self._short(self.opening, made, generator) + self._short(self.book, count - made, generator)
            return self._training(texts, recipe.short_length, generator)
        length = recipe.length(share)
        count = recipe.tokens_per_step // length
        made = recipe.generated_rows(count, share, generator)
        windows = torch.cat([self.made.windows(made, length - 2, 1.0, generator),
                             self.book.windows(count - made, length - 2, recipe.aligned_books, generator)])
        return self._training(list(windows), length, generator)

    # -- measures

    @torch.inference_mode()
    def validation_loss(self, windows: int, length: int = 128, share: float = MEASURED) -> tuple[float, float]:
        """Mean nats per token of evenly spaced windows of the held-out books: of all tokens, and of those left out."""
        generator = torch.Generator().manual_seed(7)
        noisy = self._noisy(list(self.held.spread(windows, length - 2)), length, generator,
                            torch.zeros_like(self.favour), (share, share))
        sums = [0.0, 0.0]
        for source, text, missing in zip(*(part.split(16) for part in noisy)):
            losses = F.cross_entropy(self.model(source, begun(text)).mT, text, reduction="none")
            sums[0] += losses.sum().item()
            sums[1] += losses[missing].sum().item()
        return sums[0] / noisy[1].numel(), sums[1] / max(1, int(noisy[2].sum()))

    def ids(self, text: str) -> Tensor:
        """Tokens [1, tokens] of a text with the template, whatever the tokenizer adds."""
        return torch.tensor([[BEGIN_ID, *self.tokenizer.encode(text, add_special_tokens=False).ids, END_ID]])

    @torch.inference_mode()
    def gap(self, text: str) -> Tensor:
        """Probabilities of the tokens at the first `[MASK]` of a text, given what stands before it."""
        ids = self.ids(text.replace(" " + GAP, MASK))
        return self.model(ids, begun(ids))[0, ids[0].tolist().index(MASK_ID)].softmax(-1)

    def best(self, text: str, count: int = 5) -> list[tuple[str, float]]:
        """The likeliest words at the gap of a text."""
        values, ids = self.gap(text).topk(count)
        return [(self.tokenizer.decode([int(i)]).strip(), round(float(v), 4)) for v, i in zip(values, ids)]

    def cities(self, places: dict[str, str], rest: str = "") -> float:
        """The share of places whose city (its first word) is the likeliest word, or the token it begins with."""
        def best(text: str) -> str:
            return whole.get(word := self.best(text, 1)[0][0], word)

        names = {name.split()[0] for name in places.values()}
        whole = {self.tokenizer.decode([int(self.ids(" " + name)[0, 1])]).strip(): name for name in names}
        return cities(places, rest, best)

    def agreement(self) -> dict[str, int]:
        """How often "are" and "is" are the right way round for the held-out subject pair, in every number."""
        verbs = [self.tokenizer.token_to_id("\u0120" + verb) for verb in ("is", "are")]
        right = sum(int(self.gap(text)[verbs].argmax()) == number for text, number in AGREEMENT)
        return {"right": right, "of": len(AGREEMENT)}

    @torch.inference_mode()
    def alignment(self, texts: int, unshifted: bool = False) -> dict[str, list[list[float]]]:
        """How well cross-attention aligns copied tokens, by layer and head.

        `next`: the share of the copied tokens that the decoder is about to write whose place in the source has the
        strongest cross-attention. `same`: the same for the token that the decoder reads. Sentences of the held-out
        books, the decoder reading the text as it is (`unshifted`) or after its start token.
        """
        generator = torch.Generator().manual_seed(11)
        layers = [layer.encoder_attn for layer in self.model.model.decoder.layers]
        shape = (len(layers), layers[0].heads)
        hits, counts = {"next": torch.zeros(shape), "same": torch.zeros(shape)}, {"next": 0, "same": 0}
        caught: list[Tensor] = []
        hooks = [layer.register_forward_hook(lambda module, given, _: caught.append(module.scores(*given[:2])[0]))
                 for layer in layers]
        sizes = self.held.piece_lengths()
        fitting = ((sizes >= 8) & (sizes <= 60)).nonzero()[:, 0]
        for piece in fitting[torch.linspace(0, len(fitting) - 1, texts).long()].tolist():
            start, size = int(self.held.starts[piece]), int(sizes[piece])
            source, text, missing = self._noisy([self.held.ids[start:start + size]], size + 2, generator,
                                                torch.zeros_like(self.favour), (MEASURED, MEASURED))
            length = int((source != PAD_ID).sum())
            kept = ~missing[0]
            opens = missing[0] & ~F.pad(missing[0, :-1], (1, 0))
            places = (kept | opens).long().cumsum(0) - 1
            caught.clear()
            self.model(source[:, :length], text if unshifted else begun(text))
            strongest = torch.stack(caught).argmax(-1)
            shift = 1 if unshifted else 0
            for name, step in (("next", shift), ("same", shift - 1)):
                # words and punctuation that are copied, the template aside
                read = torch.arange(1, size + 1)[kept[1:-1]]
                read = read[(read - step >= 0) & (read - step < strongest.shape[-1])]
                hits[name] += (strongest[:, :, read - step] == places[read]).sum(-1)
                counts[name] += len(read)
        for hook in hooks:
            hook.remove()
        return {name: (found / counts[name]).tolist() for name, found in hits.items()}

    @torch.inference_mode()
    def rewritten(self, text: str) -> str:
        """What the model greedily writes for a text."""
        source = self.ids(text)
        target = [END_ID, BEGIN_ID]
        while target[-1] != END_ID and len(target) < source.shape[1] + 12:
            target.append(int(self.model(source, torch.tensor([target]))[0, -1].argmax()))
        return str(self.tokenizer.decode(target, skip_special_tokens=True))

    def look(self) -> Look:
        loss, missing = self.validation_loss(120, 64)
        best = {text: self.best(text, 3) for text, _ in GAPS}
        right = sum(best[text][0][0].lower() in answers.split() for text, answers in GAPS)
        samples = [" ".join([text, *(f"{word} {value:.2f}" for word, value in found)])
                   for text, found in best.items()] + [repr(self.rewritten(text)) for text in EXAMPLES]
        aligned = max(share for layer in self.alignment(30)["next"] for share in layer)
        copied = self.validation_loss(40, share=0.0)[0]
        return Look(loss, {"left_out": missing, "copied": copied, "gaps": right / len(GAPS), "aligned": aligned,
                           "airports": self.cities(AIRPORTS, " airport")}, samples,
                    missing + copied + 0.05 * (len(GAPS) - right))

    def measure(self) -> dict[str, Any]:
        loss, missing = self.validation_loss(400)
        return {"validation_loss": loss, "validation_loss_left_out": missing,
                "copied": {length: self.validation_loss(100, length, 0.0)[0] for length in (32, 64, 128, 256)},
                "airports": self.cities(AIRPORTS, " airport"), "landmarks": self.cities(LANDMARKS),
                "agreement": self.agreement(), "gaps": {text: self.best(text) for text, _ in GAPS},
                "alignment": self.alignment(400), "alignment_unshifted": self.alignment(400, True),
                "rewritten": {text: self.rewritten(text) for text in EXAMPLES}}

    @torch.inference_mode()
    def text_loss(self, text: str, hidden: list[tuple[int, int]]) -> tuple[float, float]:
        """Nats of writing a text whose `hidden` words (start and end) are each one `<mask>`: in all, and of these."""
        noisy, at = "", 0
        for start, end in hidden:
            noisy, at = noisy + text[at:start].removesuffix(" ") + MASK, end
        source, target = self.ids(noisy + text[at:]), self.ids(text)
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets
        missing = torch.tensor([False, *(any(a < end and b > start for start, end in hidden) for a, b in offsets),
                                False])
        losses = F.cross_entropy(self.model(source, begun(target))[0], target[0], reduction="none")
        return losses.sum().item(), losses[missing].sum().item()

    def compared(self, other: BartTask, held_out: list[str]) -> dict[str, Any]:
        """Both models' loss on the same texts, of which the same words, 15 % of them, are each one `<mask>`."""
        generator = torch.Generator().manual_seed(7)
        words = hidden = 0
        sums = torch.zeros(2, 2)
        for text in held_out:
            found = [match.span() for match in re.finditer(r"(?<= )[A-Za-z]+(?= )", text)]
            picked = torch.randperm(len(found), generator=generator)[:round(0.15 * len(found))].sort().values.tolist()
            # two gaps never touch
            places = [found[number] for last, number in zip([-9, *picked], picked)
                      if last < 0 or found[number][0] > found[last][1] + 1]
            if places and max(task.ids(text).shape[1] for task in (self, other)) <= 200:
                words, hidden = words + len(text.split()), hidden + len(places)
                sums += torch.tensor([task.text_loss(text, places) for task in (self, other)])
        return {"words": words, "left_out": hidden, "loss": sums[0, 0].item() / words,
                "loss_left_out": sums[0, 1].item() / hidden, "other_loss": sums[1, 0].item() / words,
                "other_loss_left_out": sums[1, 1].item() / hidden, "other_agreement": other.agreement(),
                "other_airports": other.cities(AIRPORTS, " airport"),
                "other_alignment": other.alignment(400),
                "other_gaps": {text: other.best(text) for text, _ in GAPS},
                "other_rewritten": {text: other.rewritten(text) for text in EXAMPLES}}

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


def compare(first: BartTask, folder: Path, corpus: Path) -> dict[str, Any]:
    """Another checkpoint beside a measured one, on the same texts of the held-out books."""
    other = task(folder, corpus, only_held_out=True)
    other.load(folder)
    other.model.eval()
    return first.compared(other, Text.read(corpus).held_out)
