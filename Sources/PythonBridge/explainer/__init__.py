"""Why did this language model say that? The native program `explainer` from Python and notebooks.

    from explainer.explainers import lm_layers_explainer
    lm_layers_explainer["predictions"]("distilgpt2", " Heathrow airport is in the city of")(position=8)

Nothing is computed here: the package starts `explainer session` when it is first needed and speaks its
protocol (Docs/session-protocol.md). `Docs/python.md` describes the package.
"""
from __future__ import annotations

from ._default import close, session
from ._explanation import Explanation, Rankings
from ._models import use_models
from ._session import Session
from ._tensors import Tensor
from .errors import (
    DataError,
    ExplainerError,
    InvalidCall,
    LimitReached,
    ModelNotFound,
    NoSuchEntryPoint,
    ProgramNotFound,
    SessionEnded,
)
from .explainers import Explainer

__version__ = "0.1.0"
__all__ = [
    "DataError", "Explainer", "ExplainerError", "Explanation", "InvalidCall", "LimitReached", "ModelNotFound",
    "NoSuchEntryPoint", "ProgramNotFound", "Rankings", "Session", "SessionEnded", "Tensor", "close",
    "session", "use_models",
]
