#!/usr/bin/env python3
"""The attention views against transformers and bertviz, on the same checkpoints and sentences, in turns.

    python3 Tests/Performance/attention.py --bert DIR --bart DIR --reference PYTHON [--runs 3]

Three questions, those of the notebook this project began with: the head view and the neuron view of a BERT, the model
view of a BART. Both sides run in processes of their own and write one HTML page. Printed are wall times, the greatest
resident memory of any process, the bytes of the page, and how far our attention is from Hugging Face's eager attention
at most. PYTHON is an interpreter that has torch, transformers and bertviz; only the standard library is needed here.
"""
from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

REFERENCE = r"""
import json, sys, warnings
warnings.simplefilter("ignore")
view, folder, page, ours, *texts = sys.argv[1:]
import torch
torch.set_num_threads(2)
if view == "attention_neuron_view":
    from bertviz.neuron_view import show
    from bertviz.transformers_neuron_view import BertConfig, BertModel
    from safetensors.torch import load_file
    from transformers import BertTokenizer
    config = BertConfig.from_json_file(folder + "/config.json")
    config.output_attentions = True
    model, tokenizer = BertModel(config), BertTokenizer.from_pretrained(folder)
    weights = load_file(folder + "/model.safetensors")  # which its own loader, of 2019, does not know
    model.load_state_dict({name.removeprefix("bert."): one for name, one in weights.items()}, strict=False)
    html = show(model, "bert", tokenizer, *texts, html_action="return")
    attentions = {}
else:
    from bertviz import head_view, model_view
    from transformers import AutoModel, AutoTokenizer
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    names = lambda ids: tokenizer.convert_ids_to_tokens(ids[0])
    with torch.inference_mode():
        if view == "attention_head_view":
            ids = tokenizer(*texts, return_tensors="pt")
            out = model(**ids, output_attentions=True)
            html = head_view(out.attentions, names(ids.input_ids), html_action="return")
            attentions = {"attention": out.attentions}
        else:
            a, b = (tokenizer(text, return_tensors="pt").input_ids for text in texts)
            out = model(input_ids=a, decoder_input_ids=b, output_attentions=True)
            attentions = {"encoder_attention": out.encoder_attentions, "decoder_attention": out.decoder_attentions,
                          "cross_attention": out.cross_attentions}
            html = model_view(**attentions, encoder_tokens=names(a), decoder_tokens=names(b), html_action="return")
open(page, "w", encoding="utf-8").write(html.data)
if not ours:
    sys.exit()
from safetensors.torch import load_file
found = load_file(ours)
if not attentions:
    from transformers import AutoModel
    ids = tokenizer(*texts, return_tensors="pt")
    with torch.inference_mode():
        out = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()(**ids, output_attentions=True)
    attentions = {"attention": out.attentions}
print(json.dumps(max(float((torch.cat(list(a)) - found[n]).abs().max()) for n, a in attentions.items())))
"""


@dataclass
class Side:
    """What the runs of one side took."""
    seconds: list[float] = field(default_factory=list)
    memory: int = 0
    size: int = 0

    def run(self, command: list[str], page: Path) -> str:
        """Runs once; standard output."""
        start = time.perf_counter()
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(command, stdout=output, stderr=errors, stdin=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.seconds.append(time.perf_counter() - start)
            output.seek(0)
            errors.seek(0)
            if process.returncode != 0:
                sys.exit(f"{' '.join(command[:4])} … failed with {process.returncode}:\n{errors.read().decode()}")
            self.memory = max(self.memory, usage.ru_maxrss * 1024)
            self.size = page.stat().st_size
            return output.read().decode()


def main() -> None:
    """Runs both sides in turns and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bert", required=True, help="a BERT checkpoint directory")
    parser.add_argument("--bart", help="a BART checkpoint directory")
    parser.add_argument("--reference", required=True, help="a Python interpreter with torch, transformers, bertviz")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--explainer", default=str(ROOT / ".build/release/explainer"))
    options = parser.parse_args()
    pair = ["The cat sat on the mat", "The cat lay on the rug"]
    news = ["The House Budget Committee voted Saturday to pass a $3.5 trillion spending bill",
            "The House Budget Committee passed a spending bill."]
    questions = [("attention_head_view", options.bert, pair[:1]), ("attention_neuron_view", options.bert, pair)]
    questions += [("attention_model_view", options.bart, news)] if options.bart else []
    print(f"{'':24}{'explainer':>12}{'bertviz':>12}{'ratio':>8}")
    for view, model, texts in questions:
        ours, theirs = Side(), Side()
        with tempfile.TemporaryDirectory() as folder:
            page, tensors = Path(folder, "page.html"), f"{folder}/ours.safetensors"
            command = [options.explainer, "run", view, "--model", model, "-o", str(page)]
            for name, text in zip("ab", texts):
                command += [f"--sentence-{name}", text]
            Side().run(command + ["--tensors", tensors], page)
            inside = Side()  # In one process: of a worker's memory its host's usage says nothing.
            inside.run(command + ["--in-process"], page)
            their_page = Path(folder, "reference.html")

            def reference(compared: str) -> list[str]:
                return [options.reference, "-c", REFERENCE, view, model, str(their_page), compared, *texts]

            difference = json.loads(Side().run(reference(tensors), their_page).splitlines()[-1])
            for _ in range(options.runs):
                ours.run(command, page)
                theirs.run(reference(""), their_page)
        ours.memory = max(ours.memory, inside.memory)
        print(f"{view} ({Path(model).name}); attention differs from Hugging Face's by {difference:.1e} at most")
        for name, pick, unit in [("  wall, median (s)", lambda s: statistics.median(s.seconds), 1),
                                 ("  wall, least (s)", lambda s: min(s.seconds), 1),
                                 ("  memory (MB)", lambda s: s.memory, 1e6), ("  page (MB)", lambda s: s.size, 1e6)]:
            a, b = pick(ours) / unit, pick(theirs) / unit
            print(f"{name:24}{a:12.2f}{b:12.2f}{b / a:8.1f}")


if __name__ == "__main__":
    main()
