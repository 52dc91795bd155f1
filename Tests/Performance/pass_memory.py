"""What memory a pass takes, beside what is said of it before it runs, on models of full size with random weights (`engine.py`).

    pass_memory.py [--model bert|gpt2 …]

A process a pass; prints MiB and ratios. What is said has to be at least what the pass takes of data, and at most half as much again.
"""
import argparse
import subprocess

import engine

PASSES = [("layers.11.residual.post", "-"), ("layers.*.residual.post", "-"), ("logits", "-"), ("*", "-"), ("-", "embeddings"),
          ("-", "layers.*.residual.post"), ("-", "*"), ("logits", "embeddings")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", action="append", choices=["bert", "gpt2"])
    options = parser.parse_args()
    program = engine.built(engine.ROOT)
    missed = 0
    for name in options.model or ["bert", "gpt2"]:
        print(f"{name}: said, data, resident in MiB; said / data, said / resident")
        for tokens, texts in ((128, 1), (512, 1), (128, 8)):
            for sites, at in PASSES if texts == 1 else [("-", "embeddings")]:
                for way in ("kept", "recomputed") if at != "-" else ("kept",):
                    question = f"memory {tokens} {texts} {sites} {at} {way}"
                    run = subprocess.run([program, engine.checkpoint(name)], input=question + "\n", capture_output=True, text=True, check=True)
                    said, data, resident = (int(word) / (1 << 20) for word in run.stdout.split())
                    missed += not data <= said <= 1.5 * data
                    print(f"  {question[7:]:56} {said:7.1f} {data:7.1f} {resident:7.1f}  {said / data:5.2f} {said / resident:5.2f}", flush=True)
    print(f"{missed} said wrong")


if __name__ == "__main__":
    main()
