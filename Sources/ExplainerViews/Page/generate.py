#!/usr/bin/env python3
"""Writes the page's script and style sheet as Swift string literals (../HTML/PageAssets+….swift).

They have to be in the binary, which has neither Foundation nor a resource bundle. Run it after every change here;
PageAssetsTests fails when the two differ.
"""
import pathlib

here = pathlib.Path(__file__).resolve().parent
parts = [("style", "page.css"), ("words", "words.js"), ("views", "views.js"), ("page", "page.js"), ("save", "save.js")]
for name, file in parts:
    text = (here / file).read_text(encoding="utf-8")
    assert '"""###' not in text
    swift = (
        "// swift-format-ignore-file\n"
        f"// Made from Page/{file} by Page/generate.py; edit that file.\n\n"
        f"extension PageAssets {{\n  /// `Page/{file}`.\n"
        f'  static let {name}: String = ###"""\n{text}\n"""###\n}}\n'
    )
    target = here.parent / "HTML" / f"PageAssets+{name.capitalize()}.swift"
    if not target.exists() or target.read_text(encoding="utf-8") != swift:
        target.write_text(swift, encoding="utf-8")
