"""What came of a fault: a line of the table, and what to look at where the promise was broken."""

from collections import Counter


class Outcome:
    """One fault, what was promised of it, and how it went in all trials."""

    def __init__(self, fault, promise):
        self.fault, self.promise = fault, promise
        self.trials = 0
        self.counts = Counter()
        self.broken = []
        self.skipped = None
        self.notes = []

    def add(self, label, complaints, trial=""):
        """Counts a trial that ended as `label` says; `trial` names it where it broke the promise."""
        self.trials += 1
        self.counts[str(label)] += 1
        if complaints:
            self.broken.append((trial, complaints))

    def skip(self, reason):
        """Says why nothing was tried; that is no failure."""
        self.skipped = reason
        return self

    @property
    def passed(self):
        return not self.broken and (self.trials > 0 or self.skipped is not None)

    @property
    def figure(self):
        if self.skipped is not None:
            return f"not tried: {self.skipped}"
        ends = ", ".join(f"{label}: {count}" for label, count in sorted(self.counts.items()))
        return "; ".join([f"{self.trials} trials ({ends})"] + self.notes)


def table(outcomes):
    """The outcomes as a table in Markdown."""
    lines = ["| fault | promise | figure | |", "|---|---|---|---|"]
    for outcome in outcomes:
        word = "not tried" if outcome.skipped is not None else "pass" if outcome.passed else f"FAIL {len(outcome.broken)}"
        lines.append(f"| {outcome.fault} | {outcome.promise} | {outcome.figure} | {word} |")
    return "\n".join(lines)
