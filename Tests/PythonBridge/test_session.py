"""The program at work: answers, interrupts, threads, forks, ends."""
import gc
import os
import pathlib
import pickle
import shlex
import signal
import sys
import tempfile
import threading
import time

import explainer
import pytest
from conftest import is_running
from explainer import DataError, InvalidCall, LimitReached, ProgramNotFound, Session, SessionEnded

#: A run that takes minutes: no tolerance ends it.
ENDLESS = {
    "entry_point": "activations", "model": "demo-bert", "texts": ["The cat sat on the mat. " * 8],
    "parameters": {"n_components": 30, "max_iter": 10_000_000, "tolerance": 0},
}
SHORT = {"entry_point": "predictions", "model": "demo-gpt2", "texts": ["The keys"]}


def until(condition, seconds=10.0):
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def workers(pid):
    """The processes that a program of that number has started and that go on."""
    children = "".join(path.read_text() for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"))
    return {int(child) for child in children.split() if is_running(int(child))}


def when_it_runs(pid, act, *arguments):
    """Does something once the program of that number has started another worker than it has."""
    before = workers(pid)
    threading.Thread(target=lambda: until(lambda: workers(pid) - before) and act(*arguments)).start()


def test_answers(session):
    """Each method gives what the command prints in JSON."""
    session.ping()
    assert session.version == explainer.__version__
    assert session.explainers == ["lm_layers_explainer"]
    assert {one["name"] for one in session.entry_points()} >= {"activations", "attention_model_view"}
    assert session.info("predictions")["plugin"]["name"] == "predictions"
    assert [token["token"] for token in session.tokenize("demo-gpt2", "The keys")] == ["The", " keys"]
    answer = session.run(**SHORT, formats=["svg"])
    assert answer["document"]["schema"] == "explainer/explanation/1.1"
    assert list(answer["rendered"]) == ["svg"] and answer["seconds"] > 0


@pytest.mark.parametrize(("change", "kind", "code"), [
    ({"parameters": {"topk": 0}}, InvalidCall, 64),
    ({"texts": ["a", "b"]}, InvalidCall, 64),
    ({"texts": [""]}, DataError, 65),
    ({"texts": ["x " * 5000]}, DataError, 65),
    ({**ENDLESS, "timeout": 0.3}, LimitReached, 75),
])
def test_errors(session, change, kind, code):
    """What the program refuses is an exception of its kind with its words and number; the session goes on."""
    with pytest.raises(kind) as caught:
        session.run(**{**SHORT, **change})
    assert caught.value.exit_code == code and caught.value.message in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is kind and vars(again) == vars(caught.value)
    assert session.run(**SHORT)["document"]["texts"] == ["The keys"]


@pytest.mark.parametrize(("params", "words"), [
    ({"texts": ["\ud800"]}, "surrogates"), ({"parameters": {"topk": float("nan")}}, "JSON"),
    ({"parameters": {"topk": object()}}, "object has no form in JSON"), ({"texts": ["x" * (64 << 20)]}, "bytes"),
])
def test_what_no_line_can_carry(session, params, words):
    """What cannot be written as a line is refused here; the session could not even say whose line it was."""
    with pytest.raises(InvalidCall, match=words):
        session.run(**{**SHORT, **params})


def test_ctrl_c():
    """An interrupt cancels the run, at once, and costs nothing else: the same process answers the next question."""
    # One run at a time: one that went on would hold up the next.
    with Session(jobs=1) as session:
        session.run(**SHORT)
        pid = session.pid
        when_it_runs(pid, os.kill, os.getpid(), signal.SIGINT)
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            session.run(**ENDLESS, timeout=60)
        session.run(**SHORT)
        assert time.monotonic() - start < 20
        assert session.pid == pid


def test_an_interrupt_of_the_whole_group_spares_the_program(session):
    """A terminal interrupts everything in the foreground; the program is not part of it."""
    session.ping()
    assert os.getpgid(session.pid) != os.getpgid(os.getpid())
    assert os.getsid(session.pid) != os.getsid(os.getpid())


def test_threads(session):
    """Questions of several threads are answered each to its own."""
    answers = {}

    def ask(number):
        answers[number] = session.run(**{**SHORT, "parameters": {"topk": number}})

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == list(range(1, 13))
    for number, answer in answers.items():
        assert len(answer["document"]["result"]["layers"][0]["tokens"]) == number


def test_a_dead_program_is_replaced(session):
    """Who waits when the program dies is told; the next question starts another."""
    session.ping()
    pid = session.pid
    when_it_runs(pid, os.kill, pid, signal.SIGKILL)
    with pytest.raises(SessionEnded, match="SIGKILL"):
        session.run(**ENDLESS)
    assert session.run(**SHORT)["seconds"] > 0
    assert session.pid != pid


def test_a_fork_has_a_program_of_its_own(session):
    """A forked child asks a program of its own, and ends without ending its parent's."""
    session.ping()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            session.run(**SHORT)
            os.write(write, str(session.pid).encode())
            session.close()
        finally:
            os._exit(0)
    os.close(write)
    other = os.read(read, 100)
    os.close(read)
    os.waitpid(child, 0)
    assert int(other) != session.pid
    assert session.run(**SHORT)["seconds"] > 0


def test_close(session):
    """Closing ends the program; a closed session says so, the shared one starts again."""
    session.ping()
    pid = session.pid
    session.close()
    assert not is_running(pid)
    with pytest.raises(SessionEnded, match="closed"):
        session.ping()
    explainer.session().ping()
    first = explainer.session().pid
    explainer.close()
    assert not is_running(first)
    explainer.session().ping()
    assert explainer.session().pid != first
    explainer.close()


def test_close_stops_what_is_running(session):
    """Closing does not wait for a long run: whoever waits for it is told."""
    raised = []
    session.ping()
    pid = session.pid

    def ask():
        try:
            session.run(**ENDLESS)
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert until(lambda: workers(pid))
    start = time.monotonic()
    session.close()
    thread.join(10)
    assert time.monotonic() - start < 5 and isinstance(raised[0], explainer.ExplainerError)


def test_a_session_nobody_has_any_more():
    """A session that is collected ends its program."""
    session = Session()
    session.ping()
    pid = session.pid
    del session
    gc.collect()
    assert until(lambda: not is_running(pid))


@pytest.mark.parametrize("end", ["", "sys.exit(3)", "raise ValueError('x')", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_the_program_ends_with_python(python, end):
    """However Python ends, no program is left; and Python's own exit is not held up."""
    start = time.monotonic()
    done = python(f"import os, sys, explainer\ns = explainer.session()\ns.ping()\nprint(s.pid, flush=True)\n{end}")
    assert time.monotonic() - start < 20
    assert until(lambda: not is_running(int(done.stdout)))


def write_program(path, code):
    """Makes a program of Python code; by way of a shell, because a path with blanks can follow no `#!`."""
    code_path = path.with_suffix(".py")
    code_path.write_text(code)
    path.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(code_path))} \"$@\"\n")
    path.chmod(0o755)


def test_keeping(tmp_path):
    """What a session is made with reaches the program."""
    spy = tmp_path / "spy"
    write_program(spy, "import sys\nsys.exit(' '.join(sys.argv[1:]))\n")
    with pytest.raises(ProgramNotFound, match="session --jobs=3 --keep=1 --keep-memory=2G"):
        Session(str(spy), jobs=3, keep=1, keep_memory="2G").ping()


FAKE = """import json, sys
def say(one): sys.stdout.write(json.dumps(one) + chr(10)); sys.stdout.flush()
say({{"session": "explainer/session/1", "version": "9", "warnings": ["a word of warning"]}})
for line in sys.stdin:
    asked = json.loads(line)
    {body}
"""


@pytest.fixture
def fake(tmp_path):
    """A session that answers as a test says."""
    def fake(body):
        path = tmp_path / "fake"
        write_program(path, FAKE.format(body=body))
        return Session(str(path))
    return fake


@pytest.mark.parametrize(("body", "words"), [
    ("print('Segmentation fault'); break", "Segmentation fault"),
    ("sys.exit('out of paper')", "exit code 1.*out of paper"),
    ("say([1])", "it said"),
    ("say({'id': None, 'error': {'text': 'what was that?'}})", "what was that"),
])
def test_a_program_that_misbehaves(fake, body, words):
    """Nobody waits for ever: lines that are no answers, a sudden end and an error that is nobody's are all errors."""
    with fake(body) as session, pytest.raises(explainer.ExplainerError, match=words):
        session.ping()


def test_what_a_later_program_says_more(fake, capsys, caplog):
    """Kinds of lines that are not known are passed over; prints and logs go where Python's go."""
    body = (
        "say({'id': asked['id'], 'mood': 'good'}); say({'mood': 'good'}); say({'id': 77, 'result': 1});"
        "say({'id': asked['id'], 'log': {'level': 'warning', 'message': 'hot'}});"
        "say({'id': asked['id'], 'printed': 'hello'}); say({'id': asked['id'], 'result': {}})")
    with fake(body) as session:
        session.run("x", "y", ["z"])
        assert session.version == "9"
    assert capsys.readouterr().out == "hello"
    assert [one.getMessage() for one in caplog.records] == ["a word of warning", "hot"]


def test_progress_on_a_terminal(python):
    """A long run says on a terminal how far it is, and wipes that away; on no terminal it says nothing."""
    script = (
        "import sys, explainer, io\n"
        "class Terminal(io.StringIO):\n    isatty = lambda self: True\n"
        "said, sys.stderr = Terminal(), Terminal()\n"
        "s = explainer.Session()\n"
        f"try: s.run(**{ENDLESS!r}, timeout=1.2)\n"
        "except explainer.LimitReached: pass\n"
        "print(repr(sys.stderr.getvalue()))")
    said = python(script).stdout
    assert "factorising, iteration" in said and "%" in said
    assert said.rstrip().endswith("\\r\\x1b[K'")
    quiet = python(script, env={**os.environ, "EXPLAINER_PROGRESS": "0"}).stdout
    assert quiet.strip() == "''"
    assert python(script.replace("True", "False")).stdout.strip() == "''"


def test_nothing_is_left_behind(session, tmp_path, monkeypatch):
    """Neither runs nor tensors leave files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    explanation = session.explainer("lm_layers_explainer")["predictions"]("demo-gpt2")("The keys")
    assert explanation.to_numpy("logits").ndim == 2
    # The program keeps a folder for its workers' own, named by the user.
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(f"-{os.getuid()}")] == []
