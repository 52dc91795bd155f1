"""No module of a stranger gets anything out of its page, in Chromium or in Firefox, online as on file:.

Every way out is tried twice: in the frame, and in a page of which nothing is held back, where it has to reach the server.
"""
import time

import pytest
from chromium import Chromium
from escapes import NAMES, NAVIGATIONS, WAYS, Listener, script
from firefox import Firefox
from framed import view, with_script

# Many tabs share the time that the last of them needs, but with very many each takes longer to open.
ROUND, SETTLING = 22, 4

pytestmark = pytest.mark.parametrize("engine_name", ["chromium", "firefox"], scope="module")


def tried(engine, pages, are_free):
    """Opens pages, each beside its server, and gives what came: {way: (calls, bytes)}.

    From free pages something has to come, and is waited for. Of those in frames nothing may come: the last of a round has
    SETTLING seconds for it, those before it longer.
    """
    reached = {}
    ways = list(pages)
    for start in range(0, len(ways), ROUND):
        listeners = {way: Listener() for way in ways[start:start + ROUND]}
        for way, listener in listeners.items():
            try:
                engine.open(pages[way](listener.port).as_uri())
            except Exception as error:  # A page that leaves while it is opened is one of the ways.
                assert "interrupted" in str(error) or "ERR_ABORTED" in str(error), error
            time.sleep(0.15)
        if not are_free:
            time.sleep(SETTLING)
        for _ in range(175):
            if are_free and not all(listener.calls for listener in listeners.values()):
                time.sleep(0.1)
        engine.close_tabs()
        for way, listener in listeners.items():
            reached[way] = (listener.calls, listener.bytes)
            listener.close()
    return reached


@pytest.fixture(scope="module")
def controls(engine, engine_name, tmp_path_factory):
    """What comes of each way where nothing holds it back."""
    folder = tmp_path_factory.mktemp("controls")

    def page(way):
        def write(port):
            path = folder / f"{list(WAYS).index(way)}.html"
            path.write_text(f"<!doctype html><meta charset=utf-8><title>free</title><body><script type=module>{script(way, port)}</script>")
            return path
        return write

    return tried(engine, {way: page(way) for way in WAYS if engine_name in WAYS[way][1]}, are_free=True)


@pytest.fixture(scope="module")
def attempts(engine, stranger_page, tmp_path_factory):
    """What comes of each way out of the frame of a page."""
    folder = tmp_path_factory.mktemp("attempts")

    def page(way):
        return lambda port: with_script(stranger_page, folder / f"{list(WAYS).index(way)}.html",
                                        view(f"setTimeout(() => {{ {script(way, port)} }}); return {{}};"))

    return tried(engine, {way: page(way) for way in WAYS}, are_free=False)


@pytest.mark.parametrize("way", WAYS)
def test_control(controls, engine_name, way):
    """Where nothing holds it back, the way leads to the server: what stops it in a frame is the frame."""
    if engine_name not in WAYS[way][1]:
        pytest.skip(f"{engine_name} does not do this anywhere")
    assert controls[way][0] > 0


@pytest.mark.parametrize("way", WAYS)
def test_frame(attempts, engine_name, way):
    """Nothing is sent from the frame, and nobody is called; but see what Chromium does before it refuses to go somewhere."""
    calls, sent = attempts[way]
    assert sent == b""
    # Chromium connects to the host of an address before it asks the policy (Docs/threat-model.md says so).
    if not (engine_name == "chromium" and way in NAVIGATIONS):
        assert calls == 0


def test_names(playwright, engine_name, stranger_page, tmp_path):
    """No name that a module thinks of is looked up for what it makes in its frame; for the same in a free page it is."""
    log = tmp_path / "log"
    engine = Chromium(playwright, log) if engine_name == "chromium" else Firefox(log)
    for number, (statement, engines) in enumerate(NAMES):
        for place in ("free", "framed"):
            code = f"try {{ const HOST = 'http://{place}-{number}.name.test/'; {statement} }} catch {{}}"
            path = tmp_path / f"{place}{number}.html"
            if place == "free":
                path.write_text(f"<!doctype html><title>free</title><body><script type=module>{code}</script>")
            else:
                with_script(stranger_page, path, view(f"{code} return {{}};"))
            engine.open(path.as_uri())
            time.sleep(0.5)
    time.sleep(1)
    engine.close()
    text = "".join(file.read_text(errors="replace") for file in tmp_path.glob("log*"))
    for number, (_, engines) in enumerate(NAMES):
        assert (f"free-{number}.name.test" in text) == (engine_name in engines), number
    assert "framed-" not in text
