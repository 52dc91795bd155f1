"""Which tests go to one worker of `pytest -n`: all about a page, which is read once, or all in a browser of a module's own.

xdist's `--dist loadgroup` would do it, but it writes groups where this pytest does not read them.
"""
import re

from xdist.scheduler import LoadScopeScheduling

# The names of pages, as `run.sh` makes them.
PAGE = re.compile(r"(?:head|neuron|model)-(?:pair|causal|stacks|long)|heads-study|study|lens|rankings|factors")
ENGINE = re.compile(r"(?:chromium|firefox)$")


class Groups(LoadScopeScheduling):
    """Groups of tests, the largest first."""

    def _split_scope(self, nodeid):
        module, _, test = nodeid.partition("::")
        values = test.partition("[")[2].removesuffix("]")
        engine, page = ENGINE.search(values), PAGE.search(values)
        return f"{module} {engine[0]}" if engine else page[0] if page else module
