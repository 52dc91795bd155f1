"""Faults on purpose: what the program does where workers are killed, disks are full, memory is short, and the like.

    python3 Tests/Faults/run.py BUILD [FAMILY…] [--quick] [--jobs N] [--seed N]

BUILD is a folder of `swift build` or of an installation's `bin`. Prints a table (fault, promise, figure, pass or FAIL), then
what broke a promise, and ends with 1 where something did. --quick does a part of everything, --jobs families at a time (2 then,
else 1). The whole takes some twenty minutes. What needs root (a disk that is full, another user) or a C compiler says so where it
cannot be tried. Families: see FAMILIES; each is a file beside this one.
"""

import argparse
import concurrent.futures
import ctypes
import importlib
import os
import random
import sys
import time

from outcome import table
from program import Program

FAMILIES = [
    "killed_workers", "killed_programs", "full_disk", "short_calls", "truncated_files", "replaced_weights",
    "scarce_memory", "scarce_descriptors", "scarce_processes", "hard_limits", "read_only_folders", "many_sessions",
    "signals",
]


def private_mounts():
    """Makes mounts of ours invisible elsewhere, and gone with this process; only root may."""
    if os.geteuid() != 0:
        return
    library = ctypes.CDLL(None, use_errno=True)
    new_namespace, private, recursive = 0x20000, 1 << 18, 1 << 14
    if library.unshare(new_namespace) == 0:
        library.mount(b"none", b"/", None, private | recursive, None)


def try_family(name, build, quick, seed):
    """All outcomes of a family."""
    start = time.monotonic()
    outcomes = importlib.import_module(name).run(Program(build), quick, random.Random(f"{seed} {name}"))
    print(f"{name}: {sum(outcome.trials for outcome in outcomes)} trials, "
          f"{sum(len(outcome.broken) for outcome in outcomes)} broken, {time.monotonic() - start:.1f} s", flush=True)
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--seed", type=int, default=15)
    given = parser.parse_args()
    for name in given.families:
        if name not in FAMILIES:
            parser.error(f"there is no family '{name}': {', '.join(FAMILIES)}")
    sys.stdout.reconfigure(line_buffering=True)
    private_mounts()
    names = given.families or FAMILIES
    with concurrent.futures.ProcessPoolExecutor(given.jobs or (2 if given.quick else 1)) as pool:
        found = [pool.submit(try_family, name, given.build, given.quick, given.seed) for name in names]
        outcomes = [outcome for each in found for outcome in each.result()]
    print("\n" + table(outcomes))
    broken = [(outcome, *each) for outcome in outcomes for each in outcome.broken]
    for outcome, trial, complaints in broken[:60]:
        print(f"\n{outcome.fault}: {trial}")
        for complaint in complaints:
            print(f"  {complaint}")
    if len(broken) > 60:
        print(f"\nand {len(broken) - 60} more")
    sys.exit(0 if all(outcome.passed for outcome in outcomes) else 1)


if __name__ == "__main__":
    main()
