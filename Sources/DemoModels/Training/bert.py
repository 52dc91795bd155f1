"""The demonstration BERT: post-norm encoder with a masked-language-model head, trained to fill gaps."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from torch import Tensor, nn

from corpus import Stream, Text, books, sentences
from demo_text import AIRPORTS, LANDMARKS, synthetic
from gaps import AGREEMENT, FAVOURED, GAPS, cities
from optimiser import HiddenMatrix
from trainer import Look, Recipe, Task
from word_vectors import adopt

PAD, UNK, CLS, SEP, MASK = range(5)
SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
#: share of the generated paragraphs that show scenes of daily life, for the model and for its tokenizer
SCENES, TOKENIZER_SCENES = 0.30, 0.45

# ------------------------------------------------------------------------------------------------- model


@dataclass(frozen=True)
class Shape:
    """Sizes of a BERT, by the names of its config.json."""

    vocab_size: int = 6144
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    hidden_size: int = 128
    num_attention_heads: int = 8
    num_hidden_layers: int = 4
    intermediate_size: int = 512
    layer_norm_eps: float = 1e-12

    def norm(self) -> nn.LayerNorm:
        """A layer norm of the model's width."""
        return nn.LayerNorm(self.hidden_size, eps=self.layer_norm_eps)


def linear(inputs: int, outputs: int) -> nn.Linear:
    """A linear layer with BERT's initial values."""
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=0.02)
    nn.init.zeros_(layer.bias)
    return layer


class Embeddings(nn.Module):
    """Words, positions and segments, summed and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(shape.vocab_size, shape.hidden_size)
        self.position_embeddings = nn.Embedding(shape.max_position_embeddings, shape.hidden_size)
        self.token_type_embeddings = nn.Embedding(shape.type_vocab_size, shape.hidden_size)
        self.LayerNorm = shape.norm()
        for table in (self.word_embeddings, self.position_embeddings, self.token_type_embeddings):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, ids: Tensor, segments: Tensor, shift: int) -> Tensor:
        positions = self.position_embeddings.weight[shift:shift + ids.shape[1]]
        return self.LayerNorm(self.word_embeddings(ids) + positions + self.token_type_embeddings(segments))


class SelfAttention(nn.Module):
    """Queries, keys and values; every token sees every token that is not padding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.num_attention_heads
        self.query, self.key, self.value = (linear(shape.hidden_size, shape.hidden_size) for _ in range(3))

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        batch, length, width = x.shape
        weight = torch.cat([self.query.weight, self.key.weight, self.value.weight])
        bias = torch.cat([self.query.bias, self.key.bias, self.value.bias])
        together = F.linear(x, weight, bias).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = together.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=seen[:, None, None, :])
        return mixed.transpose(1, 2).reshape(batch, length, width)


class Output(nn.Module):
    """A projection, added to what came in, then normalised."""

    def __init__(self, inputs: int, shape: Shape) -> None:
        super().__init__()
        self.dense = linear(inputs, shape.hidden_size)
        self.LayerNorm = shape.norm()

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dense(x) + residual)


class Attention(nn.Module):
    """Self-attention and its output."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self = SelfAttention(shape)
        self.output = Output(shape.hidden_size, shape)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        return self.output(self.self(x, seen), x)


class Intermediate(nn.Module):
    """The widening half of the feed-forward network, with the exact GELU."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.dense = linear(shape.hidden_size, shape.intermediate_size)

    def forward(self, x: Tensor) -> Tensor:
        return F.gelu(self.dense(x))


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.intermediate = Intermediate(shape)
        self.output = Output(shape.intermediate_size, shape)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        x = self.attention(x, seen)
        return self.output(self.intermediate(x), x)


class Encoder(nn.Module):
    """The layers."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer(shape) for _ in range(shape.num_hidden_layers))

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x, seen)
        return x


class Trunk(nn.Module):
    """Embeddings and layers, without a pooler."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = Embeddings(shape)
        self.encoder = Encoder(shape)

    def forward(self, ids: Tensor, segments: Tensor, seen: Tensor, shift: int) -> Tensor:
        return self.encoder(self.embeddings(ids, segments, shift), seen)


class Transform(nn.Module):
    """The head's own layer before the words."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.dense = linear(shape.hidden_size, shape.hidden_size)
        self.LayerNorm = shape.norm()

    def forward(self, x: Tensor) -> Tensor:
        return self.LayerNorm(F.gelu(self.dense(x)))


class Predictions(nn.Module):
    """The masked-language-model head; its matrix is the word embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.transform = Transform(shape)
        self.bias = nn.Parameter(torch.zeros(shape.vocab_size))

    def forward(self, x: Tensor, words: Tensor) -> Tensor:
        return F.linear(self.transform(x), words, self.bias)


class Head(nn.Module):
    """Where Hugging Face keeps the predictions."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.predictions = Predictions(shape)


class Bert(nn.Module):
    """`BertForMaskedLM` with tied embeddings; parameter names as in the checkpoint."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.bert = Trunk(shape)
        self.cls = Head(shape)

    def forward(self, ids: Tensor, segments: Tensor, places: Tensor, shift: int = 0) -> Tensor:
        """Logits [rows, places, words] at the chosen `places` [rows, places] of `ids` [rows, tokens].

        The first token has the position `shift`: 0 but in training, where short rows teach late positions too.
        """
        hidden = self.bert(ids, segments, ids != PAD, shift)
        chosen = hidden.gather(1, places[:, :, None].expand(-1, -1, hidden.shape[2]))
        return self.cls.predictions(chosen, self.bert.embeddings.word_embeddings.weight)

    def loss(self, ids: Tensor, segments: Tensor, places: Tensor, answers: Tensor,
             shift: Tensor | None = None) -> Tensor:
        """Mean nats per masked token; an answer of -100 does not count."""
        logits = self(ids, segments, places, 0 if shift is None else int(shift))
        return F.cross_entropy(logits.flatten(0, 1), answers.flatten(), ignore_index=-100)


# --------------------------------------------------------------------------------------------- tokenizer


def build_tokenizer(corpus: Path, folder: Path) -> None:
    """Trains a lower-casing WordPiece on the books and the generated sentences."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=SPECIAL_TOKENS[UNK]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    lines = [line for book in books(corpus).values() for line in book] + synthetic(count=24_000, scenes=TOKENIZER_SCENES)
    tokenizer.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=Shape.vocab_size, special_tokens=SPECIAL_TOKENS, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.model.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG, indent=2) + "\n")


TOKENIZER_CONFIG: dict[str, Any] = {
    "cls_token": "[CLS]", "do_basic_tokenize": True, "do_lower_case": True, "mask_token": "[MASK]",
    "model_max_length": Shape.max_position_embeddings, "pad_token": "[PAD]", "sep_token": "[SEP]",
    "strip_accents": None, "tokenize_chinese_chars": True, "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]"}

# ----------------------------------------------------------------------------------------------- batches


@dataclass(frozen=True)
class Rows:
    """Rows as BERT reads them: [CLS] first [SEP], or [CLS] first [SEP] second [SEP], then padding."""

    ids: Tensor
    segments: Tensor

    @classmethod
    def of(cls, stream: Stream, length: int, first: Tensor, size: Tensor, second: Tensor, other: Tensor) -> Rows:
        """Rows of `length` tokens: `size` tokens from `first`, and `other` (0: none) from `second`; all [rows]."""
        place = torch.arange(length)
        one, two = size[:, None], other[:, None]
        in_first = (place >= 1) & (place <= one)
        in_second = (place > one + 1) & (place <= one + 1 + two)
        source = torch.where(in_first, first[:, None] + place - 1, second[:, None] + place - one - 2)
        ids = stream.ids[source.clamp(0, len(stream.ids) - 1)]
        ids = torch.where(in_first | in_second, ids, PAD)
        ids = torch.where((place == one + 1) | ((two > 0) & (place == one + two + 2)), SEP, ids)
        ids[:, 0] = CLS
        return cls(ids, ((place > one + 1) & (place <= one + two + 2) & (two > 0)).long())

    def join(self, other: Rows) -> Rows:
        """Both, one below the other."""
        return Rows(torch.cat([self.ids, other.ids]), torch.cat([self.segments, other.segments]))

    def masked(self, rate: Tensor, most: int, generator: torch.Generator, favour: Tensor,
               spared: float = 0.2) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The arguments of `Bert.loss`: a share `rate` [rows] of each row's words is asked for, `most` at most.

        Words are drawn by lot; `favour` [words] is added to a word's lot, a number in 0..<1. Of the chosen words half
        of `spared` stay as they are, half become random words, the rest `[MASK]`.
        """
        words = self.ids > MASK
        lots = torch.rand(self.ids.shape, generator=generator).add_(favour[self.ids]).masked_fill_(~words, -1)
        places = lots.topk(most, 1).indices
        wanted = (words.sum(1) * rate).round().long().clamp(1, most)
        counts = (torch.arange(most) < wanted[:, None]) & words.gather(1, places)
        answers = self.ids.gather(1, places)
        draw = torch.rand(places.shape, generator=generator)
        strangers = torch.randint(MASK + 1, len(favour), places.shape, generator=generator)
        shown = torch.where(draw < spared / 2, answers, torch.where(draw < spared, strangers, MASK))
        shown = torch.where(counts, shown, answers)
        return (self.ids.scatter(1, places, shown), self.segments, places, torch.where(counts, answers, -100))


@dataclass(frozen=True)
class BertRecipe(Recipe):
    """What only the masked model needs."""

    warm_up: float = 0.03
    tokens_per_step: int = 2048
    lengths: tuple[tuple[float, int], ...] = ((0.78, 64), (0.90, 128), (1.01, 512))
    generated: tuple[float, float] = (0.60, 0.20)
    aligned_books: float = 0.6
    #: share of the words of a row that are asked for
    masked: float = 0.28
    #: what is added to the lots of `FAVOURED` words, which are asked for more often
    favoured: float = 0.35
    #: share of the rows made of two texts
    pairs: float = 0.3
    #: share of the other batches whose positions begin anywhere, so that late ones are learnt from short rows
    shifted: float = 0.35
    #: share of the batches whose rows hold one or two sentences each, and the length of those rows
    short_batches: float = 0.25
    short_length: int = 32


@dataclass
class BertTask(Task):
    """Books, generated sentences and gaps for the masked model."""

    recipe: BertRecipe
    tokenizer_files: tuple[str, ...] = ("tokenizer.json", "vocab.txt", "tokenizer_config.json")
    book: Stream = field(init=False)
    made: Stream = field(init=False)
    held: Stream = field(init=False)
    favour: Tensor = field(init=False)
    model: Bert

    def encode(self, corpus: Path, only_held_out: bool = False) -> BertTask:
        """Reads and encodes the text."""
        text = Text.read(corpus)
        self.favour = torch.zeros(self.model.shape.vocab_size)
        for word in FAVOURED:
            self.favour[self.tokenizer.token_to_id(word.lower()) or UNK] = self.recipe.favoured
        self.held = Stream.encode(self.tokenizer, sentences(text.held_out))
        if not only_held_out:
            self.book = Stream.encode(self.tokenizer, sentences(text.training))
            self.made = Stream.encode(self.tokenizer, sentences(synthetic(scenes=SCENES)))
            print(f"tokens: books {len(self.book.ids)}, generated {len(self.made.ids)}, "
                  f"held out {len(self.held.ids)}", flush=True)
        return self

    def embed_like(self, folder: Path) -> None:
        """Begins with the word vectors of a causal model of this width, for the words and pieces it knows too."""
        def forms(word: str) -> tuple[str, ...]:
            bare = word.removeprefix("##")
            return (bare,) if bare != word else ("\u0120" + bare, "\u0120" + bare.capitalize(), bare)

        adopt(self.model.bert.embeddings.word_embeddings.weight.data, self.tokenizer, folder, forms)

    def hidden(self) -> list[HiddenMatrix]:
        return [HiddenMatrix(parameter) for name, parameter in self.model.named_parameters()
                if parameter.dim() == 2 and "embeddings" not in name]

    # -- batches

    def _long(self, stream: Stream, count: int, length: int, aligned: float, generator: torch.Generator) -> Rows:
        """Full rows: one window, or two that follow each other or come from two places."""
        pair = torch.rand(count, generator=generator) < self.recipe.pairs
        cut = torch.randint(length // 4, 3 * length // 4, (count,), generator=generator)
        size = torch.where(pair, cut, length - 2)
        first = stream.begin(count, length, aligned, generator)
        elsewhere = stream.begin(count, length, 1.0, generator)
        follows = torch.rand(count, generator=generator) < 0.5
        return Rows.of(stream, length, first, size, torch.where(follows, first + size, elsewhere),
                       torch.where(pair, length - 3 - cut, 0))

    def _short(self, stream: Stream, count: int, generator: torch.Generator) -> Rows:
        """One sentence a row, or two that follow each other."""
        length, sizes = self.recipe.short_length, stream.piece_lengths()
        piece = torch.randint(0, len(stream.starts) - 1, (count,), generator=generator)
        size = sizes[piece].clamp(max=length - 2)
        pair = torch.rand(count, generator=generator) < self.recipe.pairs
        other = torch.minimum(sizes[piece + 1], length - 3 - size).clamp(min=0)
        return Rows.of(stream, length, stream.starts[piece], size, stream.starts[piece + 1],
                       torch.where(pair, other, 0))

    def batch(self, share: float, generator: torch.Generator) -> tuple[Tensor, ...]:
        recipe = self.recipe
        if torch.rand((), generator=generator).item() < recipe.short_batches:
            count = recipe.tokens_per_step // recipe.short_length
            made = recipe.generated_rows(count, share, generator) * 2
            rows = self._short(self.made, made, generator).join(self._short(self.book, count - made, generator))
            rate = 0.05 + 0.25 * torch.rand(count, generator=generator)
            return rows.masked(rate, recipe.short_length // 5, generator, self.favour)
        length = recipe.length(share)
        count = recipe.tokens_per_step // length
        made = recipe.generated_rows(count, share, generator)
        rows = self._long(self.made, made, length, 1.0, generator).join(
            self._long(self.book, count - made, length, recipe.aligned_books, generator))
        masked = rows.masked(torch.full((count,), recipe.masked), round(recipe.masked * length), generator,
                             self.favour)
        room = self.model.shape.max_position_embeddings - length
        if room > 0 and torch.rand((), generator=generator).item() < recipe.shifted:
            return (*masked, torch.randint(0, room + 1, (), generator=generator))
        return masked

    # -- measures

    @torch.inference_mode()
    def validation_loss(self, windows: int, length: int = 128) -> float:
        """Mean nats per token masked (15 %, always `[MASK]`) in evenly spaced windows of the held-out books."""
        first = torch.linspace(0, len(self.held.ids) - length, windows).long()
        size, none = torch.full((windows,), length - 2), torch.zeros(windows, dtype=torch.long)
        masked = Rows.of(self.held, length, first, size, first, none).masked(
            torch.full((windows,), 0.15), round(0.15 * length), torch.Generator().manual_seed(7),
            torch.zeros(self.model.shape.vocab_size), spared=0.0)
        parts = list(zip(*(part.split(16) for part in masked)))
        return sum(self.model.loss(*part).item() * len(part[0]) for part in parts) / windows

    @torch.inference_mode()
    def gap(self, text: str) -> Tensor:
        """Probabilities of the words at the first `[MASK]` of a text."""
        ids = torch.tensor([self.tokenizer.encode(text).ids])
        place = (ids == MASK).long().argmax(1, keepdim=True)
        return self.model(ids, torch.zeros_like(ids), place)[0, 0].softmax(-1)

    def best(self, text: str, count: int = 5) -> list[tuple[str, float]]:
        """The likeliest words at the gap of a text."""
        values, ids = self.gap(text).topk(count)
        return [(str(self.tokenizer.id_to_token(int(i))), round(float(v), 4)) for v, i in zip(values, ids)]

    def cities(self, places: dict[str, str], rest: str = "") -> float:
        """The share of places whose city (its first word) is the likeliest word."""
        return cities(places, rest, lambda text: self.best(text, 1)[0][0])

    def agreement(self) -> dict[str, int]:
        """How often "are" and "is" are the right way round for the held-out subject pair, in every number."""
        verbs = [self.tokenizer.token_to_id(verb) for verb in ("is", "are")]
        right = sum(int(self.gap(text)[verbs].argmax()) == number for text, number in AGREEMENT)
        return {"right": right, "of": len(AGREEMENT)}

    def look(self) -> Look:
        loss = self.validation_loss(120)
        best = {text: self.best(text, 3) for text, _ in GAPS}
        right = sum(best[text][0][0] in answers.split() for text, answers in GAPS)
        samples = [" ".join([text, *(f"{word} {value:.2f}" for word, value in found)])
                   for text, found in best.items()]
        return Look(loss, {"gaps": right / len(GAPS), "airports": self.cities(AIRPORTS, " airport")}, samples,
                    loss + 0.05 * (len(GAPS) - right))

    def measure(self) -> dict[str, Any]:
        return {"validation_loss": self.validation_loss(600), "validation_loss_512": self.validation_loss(150, 512),
                "airports": self.cities(AIRPORTS, " airport"), "landmarks": self.cities(LANDMARKS),
                "agreement": self.agreement(), "gaps": {text: self.best(text) for text, _ in GAPS}}

    @torch.inference_mode()
    def word_loss(self, paragraphs: list[str], words: list[list[int]]) -> float:
        """Mean nats per word where the words of those numbers, each one token, are `[MASK]` in each paragraph."""
        total, count = 0.0, 0
        for text, numbers in zip(paragraphs, words):
            encoding = self.tokenizer.encode(text)
            places = torch.tensor([[encoding.word_ids.index(number) for number in numbers]])
            ids = torch.tensor([encoding.ids])
            answers = ids.gather(1, places)
            hidden = ids.scatter(1, places, MASK)
            logits = self.model(hidden, torch.zeros_like(ids), places)
            total += F.cross_entropy(logits[0], answers[0], reduction="sum").item()
            count += len(numbers)
        return total / count

    def compared(self, other: BertTask, held_out: list[str]) -> dict[str, Any]:
        """Both models' loss on the same masked words: 15 % of those that are one token for both."""
        generator = torch.Generator().manual_seed(7)
        paragraphs: list[str] = []
        words: list[list[int]] = []
        for text in held_out:
            both = [task.tokenizer.encode(text) for task in (self, other)]
            if max(len(encoding.ids) for encoding in both) > 256:
                continue
            whole = [{number for number in encoding.word_ids if encoding.word_ids.count(number) == 1} - {None}
                     for encoding in both]
            known = sorted(whole[0] & whole[1])
            picked = torch.randperm(len(known), generator=generator)[:round(0.15 * len(known))]
            if len(picked) > 0:
                paragraphs.append(text)
                words.append([known[number] for number in picked.tolist()])
        return {"words": sum(map(len, words)), "loss": self.word_loss(paragraphs, words),
                "other_loss": other.word_loss(paragraphs, words), "other_agreement": other.agreement(),
                "other_airports": other.cities(AIRPORTS, " airport"),
                "other_gaps": {text: other.best(text) for text, _ in GAPS}}

    def configuration(self) -> dict[str, dict[str, Any]]:
        return {"config.json": {
            "architectures": ["BertForMaskedLM"], "model_type": "bert", **asdict(self.model.shape),
            "attention_probs_dropout_prob": 0.0, "classifier_dropout": None, "hidden_act": "gelu",
            "hidden_dropout_prob": 0.0, "initializer_range": 0.02, "pad_token_id": PAD,
            "position_embedding_type": "absolute", "tie_word_embeddings": True, "torch_dtype": "float16",
            "use_cache": True}}


def task(folder: Path, corpus: Path, only_held_out: bool = False, **recipe: Any) -> BertTask:
    """The masked model with random weights, and its text; `folder` has the tokenizer, and the sizes if any."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    shape = Shape(vocab_size=tokenizer.get_vocab_size())
    if (folder / "config.json").exists():
        config = json.loads((folder / "config.json").read_text())
        shape = Shape(**{name: config[name] for name in asdict(shape)})
    return BertTask(tokenizer, Bert(shape), BertRecipe(**recipe)).encode(corpus, only_held_out)


def compare(first: BertTask, folder: Path, corpus: Path) -> dict[str, Any]:
    """Another checkpoint beside a measured one, on the same masked words of the held-out books."""
    other = task(folder, corpus, only_held_out=True)
    other.load(folder)
    other.model.eval()
    return first.compared(other, Text.read(corpus).held_out)
