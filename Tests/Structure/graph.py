#!/usr/bin/env python3
"""Prints which modules use which, and inside a module which folders use which, and fails where a circle is found.

    python3 Tests/Structure/graph.py            the modules of Sources, and the folders of those cut into layers
    python3 Tests/Structure/graph.py --folders  the folders of every module

A module uses another where one of its files imports it. A folder uses another where one of its files names a type that is
declared in the other; what is added to a type by an extension is not seen. Comments and the words of texts do not count.
"""
import collections
import os
import re
import sys

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Sources")
# Modules whose folders are layers too: no circles among them.
LAYERED = ["Sandbox", "ForeignFunctions", "PluginRegistry", "PluginHost", "ExplainerHost"]
DECLARATION = re.compile(
    r"^(?:(?:public|package|final|indirect|nonisolated) )*(?:struct|enum|class|protocol|actor|typealias)\s+(\w+)", re.M)


def code(path):
    """The text of a file without comments and texts; what stands in a text's interpolations is kept."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"//[^\n]*", "", file.read())
    return re.sub(r'"(?:\\.|[^"\\\n])*"', lambda found: " ".join(re.findall(r"\\\((.*?)\)", found[0])), text)


def files(folder):
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(".swift"):
                yield os.path.join(place, name)


def modules():
    return [name for name in sorted(os.listdir(SOURCES)) if any(files(os.path.join(SOURCES, name)))]


def module_graph():
    known = set(os.listdir(SOURCES))
    uses = collections.defaultdict(set)
    for module in modules():
        for path in files(os.path.join(SOURCES, module)):
            uses[module] |= set(re.findall(r"^(?:[@\w]+ )*import (\w+)$", code(path), re.M)) & known - {module}
    return uses


def folder_graph(module):
    root = os.path.join(SOURCES, module)
    texts = {path: code(path) for path in files(root)}
    folder = {path: os.path.relpath(os.path.dirname(path), root) for path in texts}
    declared = {name: folder[path] for path, text in texts.items() for name in DECLARATION.findall(text)}
    uses = collections.defaultdict(set)
    for path, text in texts.items():
        for word in set(re.findall(r"\b[A-Z]\w*\b", text)) & declared.keys():
            if declared[word] != folder[path]:
                uses[folder[path]].add(declared[word])
    return uses


def circle(uses):
    """A way from a node back to itself; None where there is none."""
    state = {}

    def visit(node, way):
        state[node] = "open"
        for other in sorted(uses.get(node, ())):
            if state.get(other) == "open":
                return way[way.index(other):] + [other] if other in way else [node, other]
            if other not in state and (found := visit(other, way + [other])):
                return found
        state[node] = "done"
        return None

    for node in sorted(uses):
        if node not in state and (found := visit(node, [node])):
            return found
    return None


def show(title, uses):
    print(f"{title}:")
    for node in sorted(uses):
        if uses[node]:
            print(f"  {node} -> {', '.join(sorted(uses[node]))}")
    found = circle(uses)
    if found:
        print(f"  a circle: {' -> '.join(found)}")
    return found is None


def main():
    sound = show("modules", module_graph())
    for module in modules() if "--folders" in sys.argv else LAYERED:
        uses = folder_graph(module)
        fine = show(f"folders of {module}", uses) if uses else True
        sound = sound and (fine or module not in LAYERED)
    with open(os.path.join(SOURCES, "..", "Docs", "architecture.md"), encoding="utf-8") as file:
        said = set(re.findall(r"`([\w-]+)`", file.read()))
    for module in modules():
        if module not in said and module not in ("ExplainerTestSupport", "Package.swift"):
            print(f"Docs/architecture.md does not say what {module} is")
            sound = False
    return 0 if sound else 1


sys.exit(main())
