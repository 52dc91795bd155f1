"""The numbers that the tests of the examples activation_patching and integrated_gradients compare with.

GPT-2 in numpy, in 64-bit floats, over the embedded demo-gpt2: states are exchanged by hand, and what integrated
gradients multiply, the slope along one token's embedding, is taken by central differences, without any backward pass.

    python3 Tests/Authors/pass_numbers.py
"""

import json
import struct
from pathlib import Path

import numpy as np

MODEL = Path(__file__).parents[2] / "Sources" / "DemoModels" / "demo-gpt2" / "model.safetensors"
LAYERS, HEADS = 6, 8


def weights():
    data = MODEL.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    found = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + size + start : 8 + size + end], dtype=np.float16)
        found[name.removeprefix("transformer.")] = values.astype(np.float64).reshape(entry["shape"])
    return found


W = weights()


def norm(x, name):
    mean = x.mean(-1, keepdims=True)
    deviation = np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-5)
    return (x - mean) / deviation * W[name + ".weight"] + W[name + ".bias"]


def linear(x, name):
    return x @ W[name + ".weight"] + W[name + ".bias"]


def attention(x, layer):
    T, D = x.shape
    q, k, v = (
        part.reshape(T, HEADS, D // HEADS).transpose(1, 0, 2)
        for part in np.split(linear(x, f"h.{layer}.attn.c_attn"), 3, axis=-1)
    )
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(D // HEADS)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    pattern = np.exp(scores - scores.max(-1, keepdims=True))
    pattern /= pattern.sum(-1, keepdims=True)
    return linear((pattern @ v).transpose(1, 0, 2).reshape(T, D), f"h.{layer}.attn.c_proj")


def mlp(x, layer):
    x = linear(x, f"h.{layer}.mlp.c_fc")
    x = 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return linear(x, f"h.{layer}.mlp.c_proj")


def run(tokens, edit=lambda site, x: x):
    """The scores behind the last token; `edit` sees every site, and what it gives flows on."""
    x = tokens + W["wpe.weight"][: len(tokens)]
    for layer in range(LAYERS):
        x = edit(f"{layer}.residual.pre", x)
        x = x + edit(f"{layer}.attention.output", attention(norm(x, f"h.{layer}.ln_1"), layer))
        x = x + edit(f"{layer}.mlp.output", mlp(norm(x, f"h.{layer}.ln_2"), layer))
    return W["wte.weight"] @ norm(x, "ln_f")[-1]


def patching(clean, corrupted, kind, answer, contrast):
    def difference(logits):
        return logits[answer] - logits[contrast]

    held = {}
    d_clean = difference(run(W["wte.weight"][clean], lambda site, x: held.setdefault(site, x.copy())))
    d_corrupted = difference(run(W["wte.weight"][corrupted]))
    print(kind, "clean", d_clean, "corrupted", d_corrupted)
    for layer in range(LAYERS):
        row = []
        for t in range(len(clean)):

            def edit(site, x):
                if site == f"{layer}.{kind}":
                    x = x.copy()
                    x[t] = held[site][t]
                return x

            row.append((difference(run(W["wte.weight"][corrupted], edit)) - d_corrupted) / (d_clean - d_corrupted))
        print(layer, np.round(row, 5))


def integrated(ids, target, steps):
    x = W["wte.weight"][ids]
    print("logit", run(x)[target], "baseline", run(0 * x)[target])
    attributions = np.zeros(len(ids))
    for k in range(steps):
        a = (k + 0.5) / steps
        for t in range(len(ids)):
            step = np.zeros_like(x)
            step[t] = x[t] * 1e-5
            attributions[t] += (run(a * x + step)[target] - run(a * x - step)[target]) / 2e-5 / steps
    print(steps, "steps", np.round(attributions, 5), "sum", attributions.sum())


# The ids of " Heathrow airport is in the city of", "The keys to the cabinet" and "The key to the cabinet".
HEATHROW, KEYS, KEY = [2420, 750, 484, 324, 291, 265, 432, 286], [873, 2228, 283, 265, 2433], [873, 1298, 283, 265, 2433]
ARE, IS, LONDON = 398, 324, 1013

if __name__ == "__main__":
    for kind in ["residual.pre", "attention.output", "mlp.output"]:
        patching(KEYS, KEY, kind, ARE, IS)
    integrated(HEATHROW, LONDON, 32)
    integrated(KEYS, ARE, 128)
