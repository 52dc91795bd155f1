"""Muon for the hidden matrices of a model, AdamW for everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class HiddenMatrix:
    """A weight that Muon trains; `parts` matrices may lie side by side along its output axis."""

    parameter: nn.Parameter
    parts: int = 1
    output_axis: int = 0


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
    """Momentum whose step is orthogonalised."""

    def __init__(self, matrices: list[HiddenMatrix], momentum: float = 0.95, decay: float = 0.02) -> None:
        self.matrices = matrices
        self.buffers = [torch.zeros_like(matrix.parameter) for matrix in matrices]
        self.momentum, self.decay = momentum, decay

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One step; matrices of one shape are orthogonalised together."""
        groups: dict[tuple[int, int, int], list[tuple[Tensor, Tensor]]] = {}
        for matrix, buffer in zip(self.matrices, self.buffers, strict=True):
            gradient, axis = matrix.parameter.grad, matrix.output_axis
            assert gradient is not None
            buffer.lerp_(gradient, 1 - self.momentum)
            update = gradient.lerp(buffer, self.momentum)
            for target, piece in zip(matrix.parameter.data.chunk(matrix.parts, axis),
                                     update.chunk(matrix.parts, axis)):
                groups.setdefault((piece.shape[0], piece.shape[1], axis), []).append((target, piece))
        for (rows, columns, axis), pairs in groups.items():
            widening = rows / columns if axis == 0 else columns / rows
            scale = math.sqrt(max(1.0, widening))
            for (target, _), step in zip(pairs, orthogonalise(torch.stack([piece for _, piece in pairs]))):
                target.mul_(1 - rate * self.decay).add_(step, alpha=-rate * scale)


class Optimiser:
    """Both optimisers of one model behind one step."""

    def __init__(self, model: nn.Module, hidden: list[HiddenMatrix], muon_rate: float, adam_rate: float) -> None:
        self.model, self.muon_rate, self.adam_rate = model, muon_rate, adam_rate
        self.muon = Muon(hidden)
        taken = {id(matrix.parameter) for matrix in hidden}
        self.other = [parameter for parameter in model.parameters() if id(parameter) not in taken]
        self.adam = torch.optim.AdamW(
            [{"params": [p for p in self.other if p.dim() >= 2], "weight_decay": 0.02},
             {"params": [p for p in self.other if p.dim() < 2], "weight_decay": 0.0}],
            lr=adam_rate, betas=(0.9, 0.98))

    def step(self, factor: float) -> None:
        """One step at `factor` times the full rates; clears the gradients."""
        nn.utils.clip_grad_norm_(self.other, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = self.adam_rate * factor
        self.adam.step()
        self.muon.step(self.muon_rate * factor)
        self.model.zero_grad(set_to_none=True)

    def state(self) -> dict[str, Any]:
        """What `restore` needs."""
        return {"adam": self.adam.state_dict(), "muon": self.muon.buffers}

    def restore(self, state: dict[str, Any]) -> None:
        """Takes up a saved state."""
        self.adam.load_state_dict(state["adam"])
        for buffer, saved in zip(self.muon.buffers, state["muon"], strict=True):
            buffer.copy_(saved)
