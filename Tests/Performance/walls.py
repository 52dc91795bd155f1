"""What the worker's walls cost: the same question with them and without (--trust), in turns.

    python3 Tests/Performance/walls.py [PROGRAM]

Prints the median of both in milliseconds, and the median of the differences of neighbours with the spread of its middle half.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 200


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(root, ".build/release/explainer")
    command = [program, "run", "predictions", "--model", "demo-gpt2", "--text", " Heathrow airport is in the city of"]

    def measure(*options):
        start = time.perf_counter()
        subprocess.run(command + list(options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return (time.perf_counter() - start) * 1000

    for _ in range(10):
        measure()
        measure("--trust")
    walled, trusted = [], []
    for round in range(ROUNDS):
        # Each is first as often as the other.
        if round % 2 == 0:
            walled.append(measure())
            trusted.append(measure("--trust"))
        else:
            trusted.append(measure("--trust"))
            walled.append(measure())
    differences = sorted(a - b for a, b in zip(walled, trusted))
    print(f"with walls     {statistics.median(walled):6.2f} ms   least {min(walled):6.2f}")
    print(f"--trust        {statistics.median(trusted):6.2f} ms   least {min(trusted):6.2f}")
    quarter = len(differences) // 4
    print(f"difference     {statistics.median(differences):6.2f} ms   middle half {differences[quarter]:.2f} to {differences[-quarter - 1]:.2f}")


main()
