"""The notebook this project began with, run against the program and written with what it shows.

    seed.py run NOTEBOOK        run its cells and write it anew (needs nbclient and the package)
    seed.py read MARKDOWN NOTEBOOK   make it from the notebook's text form (MyST), without outputs

`Docs/examples/notebook` has the result. EXPLAINER_MODELS=demo lets the embedded models answer for the
notebook's names.
"""
import os
import pathlib
import re
import sys

import nbformat

#: Cells are fenced, and `+++` parts one cell of words from the next.
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.S | re.M)


def read(markdown):
    """A notebook's cells, without outputs, from its text form."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.S)
    cells, place = [], 0
    for match in [*CELL.finditer(text), None]:
        words = text[place:match.start() if match else None]
        cells += [nbformat.v4.new_markdown_cell(part.strip()) for part in words.split("\n+++\n") if part.strip()]
        if match:
            cells.append(nbformat.v4.new_code_cell(match[1].rstrip("\n")))
            place = match.end()
    return notebook(cells)


def notebook(cells):
    """A notebook of these cells that is the same whenever it is made."""
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return made


def bare(made):
    """Its cells, as they were before they ran."""
    cells = []
    for cell in made.cells:
        new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        cells.append(new(cell.source))
    return notebook(cells)


def run(made, folder="."):
    """The notebook as it is after all of its cells have run; raises at the first that fails."""
    from nbclient import NotebookClient
    made = bare(made)
    NotebookClient(made, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in made.cells:
        cell.metadata.pop("execution", None)
    return made


def main():
    what, *paths = sys.argv[1:]
    path = pathlib.Path(paths[-1])
    if what == "read":
        made = read(pathlib.Path(paths[0]).read_text(encoding="utf-8"))
    else:
        os.environ.setdefault("EXPLAINER_MODELS", "demo")
        os.environ["EXPLAINER_PROGRESS"] = "0"
        made = run(nbformat.read(path, 4), path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)


if __name__ == "__main__":
    main()
