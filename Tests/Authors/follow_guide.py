"""Does in a generated project, in the current folder, what Docs/write-a-plugin.md says under "Try it".

    follow_guide.py GUIDE LANGUAGE

The code comes from the guide word for word; where it goes is what its sentences say.
"""
import pathlib
import re
import sys

FILES = {
    "c": "src/stream_norms.c",
    "cpp": "src/stream_norms.cpp",
    "rust": "src/lib.rs",
    "swift": "Sources/StreamNorms/StreamNorms.swift",
}


def put(text: str, mark: str, addition: str, *, before: bool = False) -> str:
    """`text` with `addition` behind (or before) `mark`, which must be there once."""
    assert text.count(mark) == 1, f"{mark!r} is there {text.count(mark)} times"
    return text.replace(mark, addition + mark if before else mark + addition)


def c(source: str, blocks: list[str]) -> str:
    figure, parameter = blocks[:2]
    figure = figure.replace("i < layers;", "i < layers && i < (size_t)work->topk;")
    source = put(source, "  /* Another figure goes here, behind a comma. */\n", figure)
    source = put(source, "  kit_text json;\n};", "  int64_t topk;\n", before=True)
    return put(source, '  if ((status = kit_boolean(kit, "/parameters/relative"', parameter, before=True)


def cpp(source: str, blocks: list[str]) -> str:
    bars, figure, parameter = blocks[:3]
    source = put(source, "  for (int64_t layer = first;", "  std::string bars;\n", before=True)
    source = put(source, "    values += separator", "    if (layer - first < topk)\n  " + bars, before=True)
    source = put(source, "  const bool relative", parameter, before=True)
    return put(source, "  // Another figure goes here, behind a comma.\n", figure)


def rust(source: str, blocks: list[str]) -> str:
    bars, parameter = blocks[:2]
    bars = bars.replace("0..norms.len()", "0..norms.len().min(topk)")
    source = put(source, "    call.put_explanation(", bars, before=True)
    source = put(source, "    let relative =", parameter, before=True)
    assert '"figures": [{matrix}]' in source
    return source.replace('"figures": [{matrix}]', '"figures": [{matrix}, {bars}]')


def swift(source: str, blocks: list[str]) -> str:
    figure, declaration, setting = blocks[:3]
    source = put(source, "  var relative = false\n", declaration)
    source = put(source, '    Setting("relative", \\.relative, "divide by the layer\'s median"),\n', setting)
    return put(source, "          content: .matrix(picture))", ",\n" + figure.rstrip().rstrip(","))


def main() -> None:
    guide = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    language = sys.argv[2]
    blocks = re.findall(rf"```{language}\n(.*?)```", guide, re.S)
    file = pathlib.Path(FILES[language])
    change = {"c": c, "cpp": cpp, "rust": rust, "swift": swift}[language]
    file.write_text(change(file.read_text(encoding="utf-8"), blocks), encoding="utf-8")
    if language == "swift":
        return
    parameter = re.search(r"add to `parameters`\n\n```json\n(.*?)\n```", guide, re.S).group(1)
    descriptor = pathlib.Path("descriptor.json")
    last = '"summary": "divide by the layer\'s median"}'
    text = put(descriptor.read_text(encoding="utf-8"), last, ",\n        " + parameter)
    descriptor.write_text(text, encoding="utf-8")


main()
