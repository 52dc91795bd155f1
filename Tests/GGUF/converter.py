"""llama.cpp's own converter, for checkpoints whose vocabularies are too small for it to know.

LLAMA_CPP is the folder of llama.cpp's sources: `vendor/llama.cpp` of the source package of llama-cpp-python.
"""
from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

SOURCES = os.environ["LLAMA_CPP"]
sys.path[:0] = [SOURCES, f"{SOURCES}/gguf-py"]
logging.basicConfig(level=logging.ERROR)

import gguf  # noqa: E402
import torch  # noqa: E402
from conversion import ModelBase, ModelType, get_model_architecture, get_model_class  # noqa: E402
from conversion.base import TextModel  # noqa: E402


def convert(folder: Path, output: Path, cutting: str, half: bool = False) -> None:
    """Makes a GGUF file of a checkpoint, in F32 or F16.

    `cutting` is what `tokenizer.ggml.pre` is to say, which the converter tells by the ids of a text in vocabularies it knows.
    """
    TextModel.get_vocab_base_pre = lambda self, tokenizer: cutting
    settings = ModelBase.load_hparams(folder, False)
    if settings.get("model_type") == "gpt2":
        settings.setdefault("n_ctx", settings["n_positions"])
    made = get_model_class(get_model_architecture(settings, ModelType.TEXT))
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    falls_back = tokenizer["model"].get("byte_fallback")

    class Model(made):
        model_arch = made.model_arch

        def set_vocab(self):
            # (Others ask for a tokenizer.model.)
            if tokenizer["model"]["type"] != "BPE":
                super().set_vocab()
            elif falls_back:
                self._set_vocab_llama_hf()
                if "Gemma" in made.__name__:
                    self.gguf_writer.add_add_space_prefix(False)
            else:
                self._set_vocab_gpt2()

    kind = gguf.LlamaFileType.MOSTLY_F16 if half else gguf.LlamaFileType.ALL_F32
    with torch.inference_mode():
        Model(folder, kind, output, hparams=settings).write()
