"""Makes pages with a view of a plugin that did not come with the program: of one explanation, and of a study.

    stranger.py BUILD FOLDER

BUILD has the program; FOLDER gets a folder `stranger` with `page.html` and `study.html`.
"""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]

PLUGIN = """
#include "explainer_abi.h"
static const char explanation[] = {%s};
static const char descriptor[] = {%s};
static xpl_status run(const xpl_plugin_v1 *p, const xpl_host_v1 *host, xpl_call *call, xpl_str name, xpl_str request) {
  (void)p; (void)name; (void)request;
  xpl_str text = {explanation, sizeof explanation};
  return host->put_explanation(host, call, text);
}
static const xpl_plugin_v1 plugin = {1, 0, 0, {descriptor, sizeof descriptor}, run};
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void) { return &plugin; }
"""
STUDY = """title: Words of a stranger, and of the program
model: demo-gpt2
texts: ["The keys to the cabinet", "The cat sat on the mat"]
steps:
  - {id: lens, run: predictions, with: {topk: 5}}
  - {id: words, run: stranger}
  - {id: heads, run: attention_head_view}
"""
WORDS = [" The", " keys", " to", " the", " cabinet", " is", " on", " the", " table", " <b>", " &", " end"]


def explanation():
    """What the plugin answers: a view, and the figure that stands for it."""
    weights = [round(((7 * k) % 12 + 1) / 12, 3) for k in range(len(WORDS))]
    bars = [{"label": {"token": word}, "value": weight} for word, weight in zip(WORDS, weights)]
    stand_in = {"type": "bars", "title": "", "quantity": "weight", "style": {"decimals": 2}, "bars": bars}
    view = {"type": "view", "title": "Words and weights", "caption": "Each word with its weight.", "module": "stranger",
            "data": {"words": WORDS, "weights": weights}, "fallback": [stand_in]}
    module = {"name": "stranger", "script": (HERE / "stranger.js").read_text(encoding="utf-8"),
              "style": (HERE / "stranger.css").read_text(encoding="utf-8")}
    return {"result": {}, "figures": [view], "modules": [module]}


def main(build, folder):
    build, folder = pathlib.Path(build).resolve(), pathlib.Path(folder).resolve()
    work = folder / "stranger"
    work.mkdir(mode=0o755, exist_ok=True)
    descriptor = {"explainer": "stranger", "plugin": "stranger", "version": "1.0.0", "license": "MIT",
                  "entry_points": [{"name": "stranger", "summary": "Words of a stranger.", "texts": [1, 1]}]}
    code = PLUGIN % tuple(",".join(str(byte - 256 if byte > 127 else byte) for byte in json.dumps(value).encode())
                          for value in (explanation(), descriptor))
    (work / "stranger.c").write_text(code)
    subprocess.run(["cc", "-shared", "-fPIC", "-fvisibility=hidden", f"-I{ROOT}/Sources/CExplainerABI/include",
                    str(work / "stranger.c"), "-o", str(work / "stranger.so")], check=True)
    registry = {"schema": "explainer/registry/1", "plugins": [{"library": "stranger.so", "abi": "1.0", **descriptor}]}
    (work / "registry.json").write_text(json.dumps(registry))
    for file in work.iterdir():
        file.chmod(0o755 if file.suffix == ".so" else 0o644)
    (work / "study.yaml").write_text(STUDY)
    environment = {**os.environ, "EXPLAINER_REGISTRY": str(work / "registry.json")}

    def explainer(*words):
        subprocess.run([str(build / "explainer"), *words], check=True, env=environment, stdout=subprocess.DEVNULL)

    explainer("run", "stranger", "--model", "demo-gpt2", "--text", "The keys", "-o", str(work / "page.html"))
    explainer("chain", str(work / "study.yaml"), "--report", str(work / "study.html"), "--no-cache", "--quiet",
              "-o", str(work / "study"))


if __name__ == "__main__":
    main(*sys.argv[1:])
