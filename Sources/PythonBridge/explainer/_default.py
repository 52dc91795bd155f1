"""The session that is shared by all who ask for none of their own."""
from __future__ import annotations

import threading

from ._session import Session

_lock = threading.Lock()
_shared: Session | None = None


def session() -> Session:
    """The session that `explainer.explainers` uses; made at the first call, started at the first question."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = Session()
        return _shared


def close() -> None:
    """Ends the shared session; the next question starts another.

    Worth doing after installing an explainer (a session reads the registry once, at its start) or changing an
    environment variable the program reads. At exit it happens by itself.
    """
    global _shared
    with _lock:
        ending, _shared = _shared, None
    if ending is not None:
        ending.close()
