"""llama.cpp itself, by the C interface that the xllamacpp wheel's library exports."""
from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import sysconfig


class _Settings(ctypes.Structure):
    """Any structure of settings, which is passed on as it came; what is behind it is room."""

    _fields_ = [("words", ctypes.c_uint32 * 128)]


class _Batch(ctypes.Structure):
    _fields_ = [
        ("count", ctypes.c_int32),
        ("tokens", ctypes.POINTER(ctypes.c_int32)),
        ("embeddings", ctypes.c_void_p),
        ("positions", ctypes.c_void_p),
        ("sequence_counts", ctypes.c_void_p),
        ("sequences", ctypes.c_void_p),
        ("outputs", ctypes.POINTER(ctypes.c_int8)),
    ]


def _library() -> ctypes.CDLL:
    # (The extension module needs the interpreter's own symbols; where that is a library, it must be there first.)
    python = os.path.join(sysconfig.get_config_var("LIBDIR") or "", sysconfig.get_config_var("LDLIBRARY") or "")
    if python.endswith(".so") or ".so." in python:
        ctypes.CDLL(python, mode=ctypes.RTLD_GLOBAL)
    package = importlib.util.find_spec("xllamacpp")
    folder = os.path.dirname(package.origin)
    library = ctypes.CDLL(glob.glob(os.path.join(folder, "*.so"))[0], mode=ctypes.RTLD_GLOBAL)
    for name in ("llama_model_default_params", "llama_context_default_params"):
        getattr(library, name).restype = _Settings
    library.llama_model_load_from_file.argtypes = [ctypes.c_char_p, _Settings]
    library.llama_init_from_model.argtypes = [ctypes.c_void_p, _Settings]
    for name in ("llama_model_load_from_file", "llama_init_from_model", "llama_model_get_vocab"):
        getattr(library, name).restype = ctypes.c_void_p
    library.llama_model_get_vocab.argtypes = [ctypes.c_void_p]
    library.llama_vocab_n_tokens.argtypes = [ctypes.c_void_p]
    library.llama_tokenize.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.POINTER(ctypes.c_int32), ctypes.c_int32,
        ctypes.c_bool, ctypes.c_bool,
    ]
    library.llama_decode.argtypes = [ctypes.c_void_p, _Batch]
    library.llama_get_logits_ith.argtypes = [ctypes.c_void_p, ctypes.c_int32]
    library.llama_get_logits_ith.restype = ctypes.POINTER(ctypes.c_float)
    library.llama_batch_get_one.argtypes = [ctypes.POINTER(ctypes.c_int32), ctypes.c_int32]
    library.llama_batch_get_one.restype = _Batch
    library.llama_free.argtypes = [ctypes.c_void_p]
    library.llama_model_free.argtypes = [ctypes.c_void_p]
    quiet = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(lambda *_: None)
    library.quiet = quiet
    library.llama_log_set(quiet, None)
    library.llama_backend_init()
    return library


_loaded: ctypes.CDLL | None = None


class Llama:
    """A model in a GGUF file, as llama.cpp runs it."""

    def __init__(self, path: str) -> None:
        global _loaded
        _loaded = _loaded or _library()
        self._library = _loaded
        settings = self._library.llama_model_default_params()
        self._model = self._library.llama_model_load_from_file(path.encode(), settings)
        if not self._model:
            raise ValueError(f"llama.cpp does not read {path}")
        self._vocabulary = self._library.llama_model_get_vocab(self._model)

    def close(self) -> None:
        self._library.llama_model_free(self._model)

    def tokenize(self, text: str, specials: bool = True, in_text: bool = True) -> list[int]:
        """The ids of a text; with special tokens around it, and those found that are spelled in it."""
        data = text.encode()
        ids = (ctypes.c_int32 * (len(data) + 16))()
        count = self._library.llama_tokenize(
            self._vocabulary, data, len(data), ids, len(ids), specials, in_text)
        return list(ids[:count])

    def logits(self, ids: list[int]) -> list[list[float]]:
        """The scores at each position, [T, V]."""
        context = self._library.llama_init_from_model(
            self._model, self._library.llama_context_default_params())
        tokens = (ctypes.c_int32 * len(ids))(*ids)
        batch = self._library.llama_batch_get_one(tokens, len(ids))
        wanted = (ctypes.c_int8 * len(ids))(*([1] * len(ids)))
        batch.outputs = wanted
        if self._library.llama_decode(context, batch) != 0:
            raise ValueError("llama.cpp does not run these tokens")
        size = self._library.llama_vocab_n_tokens(self._vocabulary)
        rows = [self._library.llama_get_logits_ith(context, row)[:size] for row in range(len(ids))]
        self._library.llama_free(context)
        return rows
