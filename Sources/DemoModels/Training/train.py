"""Trains the demonstration GPT-2 on public-domain books and generated sentences, on a CPU.

    python train.py tokenizer --corpus BOOKS --out OUT
    python train.py train     --corpus BOOKS --out OUT --minutes 100 [--start MODEL_DIR] [--threads 2]
    python train.py measure   --corpus BOOKS --out OUT --model MODEL_DIR

BOOKS is a folder of UTF-8 text files with one paragraph per block (public-domain books). OUT receives

    tokenizer/            vocab.json, merges.txt, tokenizer.json (made by `tokenizer`, or copied from --start)
    state.pt              everything needed to go on, written every --save-every seconds
    gpt2/                 the best model so far: plain GPT-2 in f16 with its tokenizer and training.json

`train` resumes from state.pt when there is one. The schedule is driven by the wall clock: warm-up, then a linear
decay that reaches zero at the deadline, whatever the number of steps the machine managed in between. The length
of the training sequences grows with the clock too (short ones are cheaper and teach the same words). Hidden
matrices are trained with Muon (orthogonalised momentum), embeddings, biases and norms with AdamW.

The model is written here as a plain module whose parameters carry the names of the Hugging Face checkpoint, so
that nothing but torch, tokenizers and safetensors is needed; any GPT-2 implementation loads the result. Another
architecture would add an entry to ``ARCHITECTURES`` with its module, its batches and its file names.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import Tensor, nn

from demo_text import AIRPORTS, synthetic

END = "</s>"
SPECIAL_TOKENS = ["<s>", "<pad>", END, "<unk>", "<mask>"]
VALIDATION_BOOKS = ("a-christmas-carol", "alice-s-adventures-in-wonderland")
#: files whose text is not running prose in sentences of today's or the novels' English
LEFT_OUT = ("inaugural", "state_union", "shakespeare")
#: Merges taken out of the trained tokenizer. Without this one " Heathrow" is two tokens, "ĠHeath" and "row", as in
#: the original GPT-2's tokenizer, so that the examples' text has 8 tokens in both. Ids do not change; the merged
#: entry stays in the vocabulary and is never produced.
REMOVED_MERGES = (("ĠHeath", "row"),)
STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")

# ------------------------------------------------------------------------------------------------- model


@dataclass(frozen=True)
class Shape:
    """Sizes of a GPT-2."""

    vocab_size: int = 6144
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


ARCHITECTURES = {"gpt2": GPT2}


def load_weights(model: GPT2, folder: Path) -> None:
    """Takes the weights of a GPT-2 checkpoint folder (any float type)."""
    tensors = load_file(str(folder / "model.safetensors"))
    named = {name.removeprefix("transformer."): value.float() for name, value in tensors.items()
             if name != "lm_head.weight"}
    model.load_state_dict(named)


def export(model: GPT2, tokenizer_folder: Path, folder: Path, report: dict[str, object]) -> None:
    """Writes a complete Hugging Face folder with f16 weights, replacing `folder` file by file."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    save_file({f"transformer.{name}": value.detach().half().contiguous()
               for name, value in model.state_dict().items()},
              str(fresh / "model.safetensors"), metadata={"format": "pt"})
    end = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json")).token_to_id(END)
    shape = model.shape
    config = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "activation_function": "gelu_new",
              "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0, "bos_token_id": end, "eos_token_id": end,
              "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, **asdict(shape), "n_inner": None,
              "n_ctx": shape.n_positions, "reorder_and_upcast_attn": False, "scale_attn_weights": True,
              "scale_attn_by_inverse_layer_idx": False, "tie_word_embeddings": True, "torch_dtype": "float16",
              "use_cache": True}
    (fresh / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (fresh / "generation_config.json").write_text(
        json.dumps({"bos_token_id": end, "eos_token_id": end}, indent=2) + "\n")
    (fresh / "tokenizer_config.json").write_text(json.dumps(
        {"add_prefix_space": False, "bos_token": END, "eos_token": END, "unk_token": "<unk>",
         "model_max_length": shape.n_positions, "tokenizer_class": "GPT2Tokenizer"}, indent=2) + "\n")
    (fresh / "training.json").write_text(json.dumps(report, indent=2) + "\n")
    for name in ("tokenizer.json", "vocab.json", "merges.txt"):
        shutil.copyfile(tokenizer_folder / name, fresh / name)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(fresh.iterdir()):
        os.replace(path, folder / path.name)
    fresh.rmdir()


# -------------------------------------------------------------------------------------------------- text


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


def build_tokenizer(corpus: Path, folder: Path, vocab_size: int) -> None:
    """Trains a byte-level BPE on the books and the generated sentences."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    lines = [line for book in books(corpus).values() for line in book] + synthetic(count=12_000)
    tokenizer.train_from_iterator((" " + line for line in lines), trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=SPECIAL_TOKENS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    data = json.loads(tokenizer.to_str())
    data["model"]["merges"] = [merge for merge in data["model"]["merges"] if tuple(merge) not in REMOVED_MERGES]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.model.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))


@dataclass
class Stream:
    """Token ids of many paragraphs, each closed by END, and where each paragraph starts."""

    ids: Tensor
    starts: Tensor

    def windows(self, count: int, length: int, aligned: float, generator: torch.Generator) -> Tensor:
        """`count` windows [count, length + 1]; a share of them begins where a paragraph begins."""
        last = len(self.ids) - length - 1
        anywhere = torch.randint(0, last, (count,), generator=generator)
        picked = self.starts[torch.randint(0, len(self.starts), (count,), generator=generator)].clamp(max=last)
        begin = torch.where(torch.rand(count, generator=generator) < aligned, picked, anywhere)
        return self.ids[begin[:, None] + torch.arange(length + 1)]


def stream(tokenizer: Tokenizer, texts: list[str], seed: int) -> Stream:
    """Encodes paragraphs; half of them with a leading space, so that both forms are known as a beginning."""
    rng = random.Random(seed)
    end = tokenizer.token_to_id(END)
    parts: list[np.ndarray] = []
    for first in range(0, len(texts), 2000):
        chunk = [" " + text if rng.random() < 0.5 else text for text in texts[first:first + 2000]]
        parts += [np.array(encoding.ids + [end], dtype=np.int64) for encoding in tokenizer.encode_batch(chunk)]
    lengths = np.cumsum([0] + [len(part) for part in parts[:-1]])
    return Stream(torch.from_numpy(np.concatenate(parts)), torch.from_numpy(lengths))


# --------------------------------------------------------------------------------------------- optimiser


def orthogonalise(update: Tensor) -> Tensor:
    """Newton-Schulz iteration towards the nearest (semi-)orthogonal matrices, for a stack of matrices."""
    tall = update.shape[-2] > update.shape[-1]
    x = update.mT if tall else update
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.mT if tall else x


class Muon:
    """Momentum whose step is orthogonalised; query, key and value matrices count as three."""

    def __init__(self, named: list[tuple[str, nn.Parameter]], momentum: float = 0.95, decay: float = 0.02) -> None:
        self.parameters = [parameter for _, parameter in named]
        self.splits = [3 if name.endswith("c_attn.weight") else 1 for name, _ in named]
        self.buffers = [torch.zeros_like(parameter) for parameter in self.parameters]
        self.momentum, self.decay = momentum, decay

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One step; matrices of one shape are orthogonalised together."""
        groups: dict[tuple[int, ...], list[tuple[Tensor, Tensor]]] = {}
        for parameter, buffer, split in zip(self.parameters, self.buffers, self.splits):
            assert parameter.grad is not None
            buffer.lerp_(parameter.grad, 1 - self.momentum)
            update = parameter.grad.lerp(buffer, self.momentum)
            for target, piece in zip(parameter.data.chunk(split, 1), update.chunk(split, 1)):
                groups.setdefault(tuple(piece.shape), []).append((target, piece))
        for shape, pairs in groups.items():
            scale = math.sqrt(max(1.0, shape[1] / shape[0]))
            for (target, _), step in zip(pairs, orthogonalise(torch.stack([piece for _, piece in pairs]))):
                target.mul_(1 - rate * self.decay).add_(step, alpha=-rate * scale)


# ---------------------------------------------------------------------------------------------- measures


@torch.inference_mode()
def validation_loss(model: GPT2, held_out: Stream, windows: int, length: int = 192) -> float:
    """Mean nats per token over evenly spaced windows of the held-out books; always the same windows."""
    starts = torch.linspace(0, len(held_out.ids) - length - 1, windows).long()
    batch = held_out.ids[starts[:, None] + torch.arange(length + 1)]
    return sum(model.loss(part).item() * len(part) for part in batch.split(16)) / windows


@torch.inference_mode()
def next_probabilities(model: GPT2, tokenizer: Tokenizer, text: str) -> Tensor:
    """Probabilities of the token after a text."""
    return model(torch.tensor([tokenizer.encode(text).ids]))[0, -1].softmax(-1)


@torch.inference_mode()
def continuation(model: GPT2, tokenizer: Tokenizer, text: str, count: int = 24) -> str:
    """The greedy continuation of a text."""
    ids = tokenizer.encode(text).ids
    for _ in range(count):
        ids.append(int(model(torch.tensor([ids[-model.shape.n_positions:]]))[0, -1].argmax()))
    return tokenizer.decode(ids, skip_special_tokens=False)


def probes(model: GPT2, tokenizer: Tokenizer) -> dict[str, float]:
    """What a reader tries first: the place, the two held-out subjects, and all airports (share right)."""
    def probability(text: str, token: str) -> float:
        return next_probabilities(model, tokenizer, text)[tokenizer.token_to_id("Ġ" + token)].item()

    right = sum(int(next_probabilities(model, tokenizer, f" {airport} airport is in the city of").argmax()) ==
                tokenizer.encode(" " + city).ids[0] for airport, city in AIRPORTS.items())
    return {"london": probability(" Heathrow airport is in the city of", "London"),
            "keys_are": probability("The keys to the cabinet", "are"),
            "keys_is": probability("The keys to the cabinet", "is"),
            "key_is": probability("The key to the cabinets", "is"),
            "key_are": probability("The key to the cabinets", "are"),
            "airports": right / len(AIRPORTS)}


def score(loss: float, found: dict[str, float]) -> float:
    """What "best so far" means: the validation loss, and a fine for each example that goes wrong."""
    wrong = (found["london"] < 0.5) + (found["keys_are"] < 3 * found["keys_is"]) + \
        (found["key_is"] < 1.5 * found["key_are"])
    return loss + 0.2 * wrong


# ---------------------------------------------------------------------------------------------- training


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training run."""

    muon_rate: float = 0.01
    adam_rate: float = 2e-3
    warm_up: float = 0.02  # shares of the time
    tokens_per_step: int = 3072
    #: (share of the time at which it ends, sequence length)
    lengths: tuple[tuple[float, int], ...] = ((0.45, 64), (0.80, 128), (1.01, 256))
    #: share of generated rows in a batch, at the start and at the end
    generated: tuple[float, float] = (0.16, 0.08)
    aligned_books: float = 0.4

    def length(self, share: float) -> int:
        """Sequence length at a share of the time."""
        return next(length for end, length in self.lengths if share < end)

    def rate(self, share: float) -> float:
        """Learning-rate factor at a share of the time: warm-up, then linear to zero."""
        return min(1.0, share / self.warm_up, max(0.0, (1 - share) / (1 - self.warm_up)))


def corpus_streams(corpus: Path, tokenizer: Tokenizer) -> tuple[Stream, Stream, Stream]:
    """(training books, generated paragraphs, held-out books)."""
    texts = books(corpus)
    held = [line for name in VALIDATION_BOOKS for line in texts[name]]
    rest = [line for name, book in texts.items() if name not in VALIDATION_BOOKS for line in book]
    return stream(tokenizer, rest, 1), stream(tokenizer, synthetic(), 2), stream(tokenizer, held, 3)


def train(args: argparse.Namespace) -> None:
    """Trains until the deadline, saving and exporting on the way."""
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    recipe = Recipe(muon_rate=args.muon_rate, adam_rate=args.adam_rate)
    out: Path = args.out
    tokenizer_folder = out / "tokenizer"
    if not tokenizer_folder.exists():
        if args.start is None:
            raise SystemExit("no tokenizer: run `tokenizer` first, or name a model to start from")
        tokenizer_folder.mkdir(parents=True)
        for name in ("tokenizer.json", "vocab.json", "merges.txt"):
            shutil.copyfile(args.start / name, tokenizer_folder / name)
    tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
    book, made, held = corpus_streams(args.corpus, tokenizer)
    model = ARCHITECTURES["gpt2"](Shape(vocab_size=tokenizer.get_vocab_size()))
    hidden = [(name, p) for name, p in model.named_parameters() if p.dim() == 2 and name.startswith("h.")]
    names = {name for name, _ in hidden}
    other = [p for name, p in model.named_parameters() if name not in names]
    muon = Muon(hidden)
    adam = torch.optim.AdamW([{"params": [p for p in other if p.dim() == 2], "weight_decay": 0.02},
                              {"params": [p for p in other if p.dim() < 2], "weight_decay": 0.0}],
                             lr=recipe.adam_rate, betas=(0.9, 0.98))
    step, tokens, elapsed, best = 0, 0, 0.0, math.inf
    state_path = out / "state.pt"
    if state_path.exists():
        state = torch.load(state_path, weights_only=True)
        model.load_state_dict(state["model"])
        adam.load_state_dict(state["adam"])
        for buffer, saved in zip(muon.buffers, state["muon"]):
            buffer.copy_(saved)
        step, tokens, elapsed, best = state["step"], state["tokens"], state["elapsed"], state["best"]
        print(f"resumed at step {step}", flush=True)
    elif args.start is not None:
        load_weights(model, args.start)
    loss_of = torch.compile(model.loss, dynamic=False) if args.compile else model.loss
    begun = time.time()
    deadline = args.deadline or begun + args.minutes * 60 - elapsed
    total = elapsed + deadline - begun
    print(f"{sum(p.numel() for p in model.parameters())} parameters; tokens: books {len(book.ids)}, "
          f"generated {len(made.ids)}, held out {len(held.ids)}; {deadline - begun:.0f} s to go", flush=True)
    generator = torch.Generator().manual_seed(1000 + step)

    def look() -> None:
        """Measures, logs, and exports when better than ever."""
        nonlocal best
        loss, found = validation_loss(model, held, 160), probes(model, tokenizer)
        print(f"step {step} validation {loss:.4f} " + " ".join(f"{k} {v:.3f}" for k, v in found.items()), flush=True)
        print("   " + repr(continuation(model, tokenizer, "The old man looked at")), flush=True)
        if score(loss, found) < best:
            best = score(loss, found)
            export(model, tokenizer_folder, out / "gpt2", {
                "validation_loss": loss, "steps": step, "tokens": tokens, "seconds": round(seconds()),
                "started_from": "an earlier model" if args.start else "random weights", "probes": found})

    def seconds() -> float:
        return elapsed + time.time() - begun

    def save() -> None:
        torch.save({"model": model.state_dict(), "adam": adam.state_dict(), "muon": muon.buffers, "step": step,
                    "tokens": tokens, "elapsed": seconds(), "best": best}, state_path.with_suffix(".new"))
        os.replace(state_path.with_suffix(".new"), state_path)

    look()
    saved_at, smooth, log_at, log_tokens = time.time(), None, time.time(), tokens
    while time.time() < deadline:
        share = seconds() / total
        length = recipe.length(share)
        rows = recipe.tokens_per_step // length
        mixed = recipe.generated[0] + (recipe.generated[1] - recipe.generated[0]) * share
        count = int(rows * mixed + torch.rand((), generator=generator).item())
        window = torch.cat([made.windows(count, length, 1.0, generator),
                            book.windows(rows - count, length, recipe.aligned_books, generator)])
        loss = loss_of(window)
        loss.backward()
        nn.utils.clip_grad_norm_(other, 1.0)
        factor = recipe.rate(share)
        for group in adam.param_groups:
            group["lr"] = recipe.adam_rate * factor
        adam.step()
        muon.step(recipe.muon_rate * factor)
        model.zero_grad(set_to_none=True)
        step, tokens = step + 1, tokens + rows * length
        value = loss.item()
        smooth = value if smooth is None else 0.98 * smooth + 0.02 * value
        if step % 100 == 0:
            now = time.time()
            print(f"step {step} loss {smooth:.3f} length {length} rate {factor:.3f} time {share:.3f} "
                  f"{(tokens - log_tokens) / (now - log_at):.0f} tokens/s", flush=True)
            log_at, log_tokens = now, tokens
        if time.time() - saved_at > args.save_every:
            look()
            save()
            saved_at = time.time()
    look()
    save()
    print(f"finished after {step} steps, {tokens} tokens", flush=True)


def measure(args: argparse.Namespace) -> None:
    """Prints the full validation loss and the probes of a model folder."""
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    held = [line for name, book in books(args.corpus).items() if name in VALIDATION_BOOKS for line in book]
    model = ARCHITECTURES["gpt2"](Shape(vocab_size=tokenizer.get_vocab_size()))
    load_weights(model, args.model)
    print(json.dumps({"validation_loss": validation_loss(model, stream(tokenizer, held, 3), 400),
                      **probes(model, tokenizer)}, indent=1))
    for text in (" Heathrow airport is in the city of", "The keys to the cabinet", "The key to the cabinets",
                 "The old man looked at", "Once upon a time there was", "\"I do not know,\" said", "In the morning"):
        print(repr(continuation(model, tokenizer, text)))


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["tokenizer", "train", "measure"])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--start", type=Path, help="a GPT-2 folder to start from (weights and tokenizer)")
    parser.add_argument("--model", type=Path, help="the folder that `measure` measures")
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--deadline", type=float, help="end of the training in seconds since 1970; wins over --minutes")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=180)
    parser.add_argument("--muon-rate", type=float, default=Recipe.muon_rate)
    parser.add_argument("--adam-rate", type=float, default=Recipe.adam_rate)
    parser.add_argument("--compile", action="store_true", help="use torch.compile (needs a C++ compiler)")
    args = parser.parse_args()
    if args.command == "tokenizer":
        build_tokenizer(args.corpus, args.out / "tokenizer", Shape.vocab_size)
    elif args.command == "train":
        train(args)
    else:
        measure(args)


if __name__ == "__main__":
    main()
