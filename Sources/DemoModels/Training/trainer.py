"""The training loop that all demonstration models share; the schedule is driven by the wall clock."""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from optimiser import HiddenMatrix, Optimiser


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training run; times are shares of the whole."""

    muon_rate: float = 0.01
    adam_rate: float = 2e-3
    warm_up: float = 0.02
    tokens_per_step: int = 3072
    #: (share of the time at which it ends, sequence length)
    lengths: tuple[tuple[float, int], ...] = ((0.45, 64), (0.80, 128), (1.01, 256))
    #: share of generated rows in a batch, at the start and at the end
    generated: tuple[float, float] = (0.16, 0.08)
    #: share of the rows from books that begin where a piece of text begins
    aligned_books: float = 0.4

    def length(self, share: float) -> int:
        """Sequence length at a share of the time."""
        return next(length for end, length in self.lengths if share < end)

    def rate(self, share: float) -> float:
        """Learning-rate factor at a share of the time: warm-up, then linear to zero."""
        return min(1.0, share / self.warm_up, max(0.0, (1 - share) / (1 - self.warm_up)))

    def generated_rows(self, rows: int, share: float, generator: torch.Generator) -> int:
        """How many of `rows` rows are generated sentences at a share of the time, rounded at random."""
        mixed = self.generated[0] + (self.generated[1] - self.generated[0]) * share
        return int(rows * mixed + torch.rand((), generator=generator).item())


@dataclass(frozen=True)
class Look:
    """What a look at a model in training found; `score` (smaller is better) decides which one is kept."""

    validation_loss: float
    probes: dict[str, float]
    samples: list[str]
    score: float


@dataclass
class Task(ABC):
    """One architecture with its batches, its measures and its files."""

    tokenizer: Tokenizer
    model: nn.Module
    recipe: Recipe
    #: files of the tokenizer folder that belong beside the weights
    tokenizer_files: tuple[str, ...] = field(default=("tokenizer.json",))

    @abstractmethod
    def hidden(self) -> list[HiddenMatrix]:
        """The matrices that Muon trains."""

    @abstractmethod
    def batch(self, share: float, generator: torch.Generator) -> tuple[Tensor, ...]:
        """The arguments of `loss` for one step at a share of the time; the first is [rows, tokens]."""

    def loss(self, *batch: Tensor) -> Tensor:
        """Mean nats per predicted token of a batch."""
        loss: Callable[..., Tensor] = self.model.loss  # type: ignore[assignment]
        return loss(*batch)

    @abstractmethod
    def look(self) -> Look:
        """Measures the model quickly."""

    @abstractmethod
    def measure(self) -> dict[str, Any]:
        """Measures the model thoroughly, for its card."""

    def embed_like(self, folder: Path) -> None:
        """Begins with the word vectors of the GPT-2 in `folder`."""
        raise SystemExit(f"{type(self).__name__} cannot take the word vectors of another model")

    @abstractmethod
    def configuration(self) -> dict[str, dict[str, Any]]:
        """The JSON files of the Hugging Face folder, by name."""

    def checkpoint(self) -> dict[str, Tensor]:
        """The tensors of the checkpoint, by Hugging Face's names."""
        return dict(self.model.state_dict())

    def load(self, folder: Path) -> None:
        """Takes the weights of a folder that `export` wrote."""
        saved = load_file(str(folder / "model.safetensors"))
        with torch.no_grad():
            for name, value in self.checkpoint().items():
                value.copy_(saved[name])

    def export(self, tokenizer_folder: Path, folder: Path, report: dict[str, Any]) -> None:
        """Writes a complete Hugging Face folder with f16 weights, replacing `folder` file by file."""
        fresh = folder.with_name(folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        save_file({name: value.detach().half().contiguous() for name, value in self.checkpoint().items()},
                  str(fresh / "model.safetensors"), metadata={"format": "pt"})
        for name, content in {**self.configuration(), "training.json": report}.items():
            (fresh / name).write_text(json.dumps(content, indent=2) + "\n")
        for name in self.tokenizer_files:
            shutil.copyfile(tokenizer_folder / name, fresh / name)
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(fresh.iterdir()):
            os.replace(path, folder / path.name)
        fresh.rmdir()


@dataclass(frozen=True)
class Run:
    """Where a training writes and when it ends: at `deadline` (seconds since 1970), or after `minutes` in all."""

    out: Path
    name: str
    minutes: float
    deadline: float | None
    save_every: float
    compile: bool
    note: str


class Trainer:
    """Trains one task until the deadline, saving and exporting on the way; goes on from a saved state."""

    def __init__(self, task: Task, run: Run) -> None:
        self.task, self.run = task, run
        self.optimiser = Optimiser(task.model, task.hidden(), task.recipe.muon_rate, task.recipe.adam_rate)
        self.step, self.tokens, self.elapsed, self.best = 0, 0, 0.0, math.inf
        self.state_path = run.out / "state.pt"
        if self.state_path.exists():
            self._resume()
        self.begun = time.time()
        self.deadline = run.deadline or self.begun + run.minutes * 60 - self.elapsed

    def _resume(self) -> None:
        state = torch.load(self.state_path, weights_only=True)
        self.task.model.load_state_dict(state["model"])
        self.optimiser.restore(state["optimiser"])
        self.step, self.tokens = state["step"], state["tokens"]
        self.elapsed, self.best = state["elapsed"], state["best"]
        print(f"resumed at step {self.step}", flush=True)

    def _save(self) -> None:
        fresh = self.state_path.with_suffix(".new")
        torch.save({"model": self.task.model.state_dict(), "optimiser": self.optimiser.state(), "step": self.step,
                    "tokens": self.tokens, "elapsed": self._seconds(), "best": self.best}, fresh)
        os.replace(fresh, self.state_path)

    def _seconds(self) -> float:
        return self.elapsed + time.time() - self.begun

    def _look(self) -> None:
        """Measures, logs, and exports when better than ever."""
        self.task.model.eval()
        look = self.task.look()
        self.task.model.train()
        print(f"step {self.step} validation {look.validation_loss:.4f} " +
              " ".join(f"{name} {value:.3f}" for name, value in look.probes.items()), flush=True)
        for sample in look.samples:
            print("   " + sample, flush=True)
        if look.score < self.best:
            self.best = look.score
            self.task.export(self.run.out / "tokenizer", self.run.out / self.run.name, {
                "validation_loss": look.validation_loss, "steps": self.step, "tokens": self.tokens,
                "seconds": round(self._seconds()), "started_from": self.run.note, "probes": look.probes})

    def train(self) -> None:
        """Runs to the deadline."""
        task, recipe = self.task, self.task.recipe
        loss_of: Callable[..., Tensor] = task.loss
        if self.run.compile:
            loss_of = torch.compile(loss_of, dynamic=False)
        total = self.elapsed + self.deadline - self.begun
        print(f"{sum(p.numel() for p in task.model.parameters())} parameters; "
              f"{self.deadline - self.begun:.0f} s to go", flush=True)
        generator = torch.Generator().manual_seed(1000 + self.step)
        self._look()
        smooth, saved_at, logged_at, logged_tokens = math.nan, time.time(), time.time(), self.tokens
        while time.time() < self.deadline:
            share = self._seconds() / total
            batch = task.batch(share, generator)
            loss = loss_of(*batch)
            loss.backward()
            factor = recipe.rate(share)
            self.optimiser.step(factor)
            self.step, self.tokens = self.step + 1, self.tokens + batch[0].numel()
            smooth = loss.item() if math.isnan(smooth) else 0.98 * smooth + 0.02 * loss.item()
            if self.step % 100 == 0:
                now = time.time()
                speed = (self.tokens - logged_tokens) / (now - logged_at)
                print(f"step {self.step} loss {smooth:.3f} row {batch[0].shape[1]} rate {factor:.3f} "
                      f"time {share:.3f} {speed:.0f} tokens/s", flush=True)
                logged_at, logged_tokens = now, self.tokens
            if time.time() - saved_at > self.run.save_every:
                self._look()
                self._save()
                saved_at = time.time()
        self._look()
        self._save()
        print(f"finished after {self.step} steps, {self.tokens} tokens", flush=True)
