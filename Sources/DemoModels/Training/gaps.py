"""The gaps that the masked and the denoising model are asked to fill, and what counts as right."""

from __future__ import annotations

from collections.abc import Callable

from demo_text import COUNTRY, PREPOSITIONS

#: what stands for the missing word; a model puts its own mask there
GAP = "[MASK]"

#: (text, right answers in lower case)
GAPS: tuple[tuple[str, str], ...] = (
    ("The cat sat on the [MASK].", "mat floor chair bed table wall roof grass rug sofa"),
    ("The keys to the cabinet [MASK] on the table.", "are were lay"),
    ("The key to the cabinets [MASK] on the table.", "is was lay"),
    ("Heathrow airport is in the city of [MASK].", "london"),
    ("She took [MASK] hat and went out.", "her"),
    ("He sat down on a [MASK].", "chair bench stone bed stool log sofa"),
    ("He took [MASK] hat and went out.", "his"),
    ("The capital of France is [MASK].", "paris"),
    ("I am very [MASK] to see you.", "glad happy pleased sorry"),
    ("She opened the [MASK] and went in.", "door gate"),
    ("He said that he [MASK] not know.", "did could would does"),
    ("\"What is the [MASK]?\" said the old man.", "matter"),
    ("It was a dark and stormy [MASK].", "night evening day"),
    ("There was a great [MASK] of people in the street.", "crowd number deal many lot"))

#: words that only the context far from them tells, which are asked for more often: cities, and verbs that agree
FAVOURED = [*COUNTRY, *"is are was were has have".split()]

#: (text, 0 for "is" or 1 for "are"): the held-out subject pair in every number
AGREEMENT = [(f"The {head} {preposition} the {other} [MASK] {rest}.", number)
             for number, head in enumerate(("key", "keys")) for other in ("cabinet", "cabinets")
             for preposition in sorted(set(PREPOSITIONS)) for rest in ("on the table", "old", "in the next room")]


def cities(places: dict[str, str], rest: str, best: Callable[[str], str]) -> float:
    """The share of places whose city (its first word) is the likeliest word by `best`, in any case."""
    right = sum(best(f"{place}{rest} is in the city of {' '.join(['[MASK]', *city.split()[1:]])}.").lower()
                == city.split()[0].lower() for place, city in places.items())
    return right / len(places)
