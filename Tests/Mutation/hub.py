"""Answers of a Hub that are not what they should be: what they say, how they are written, and how they end."""

import hashlib
import json
import os
import re
import shutil
import socket
import socketserver
import threading

import mutated_bytes
import mutated_json
from case import Case, Command

CODES = frozenset({0, 65, 66, 69, 74, 75})
MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures", "Models", "gpt2_sharded")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
# Waits between tries are announced, and part of a download's time.
SECONDS = 45
STATUSES = [100, 101, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 407, 408, 416, 418, 429, 451, 500, 503, 599, 999, 0, -1, 10**10]
WORDS = [b"", b"-1", b"0", b"1", b"99999999999999999999", b"1e999", b"0x10", b"abc", b'""', b'"', b"W/\"x\"", b"../../x", b"/etc/passwd", b"a" * 300, b"a" * 70_000,
         b"\xff\xfe", b"\x1b[2J", b"a\tb", b"*", b"bytes 5-1/2", b"bytes 0-9/*", b"bytes 0-99999999999999999999/1", b"0" * 40, b"0" * 64, COMMIT.encode()]
HEADERS = [b"ETag", b"X-Linked-Etag", b"X-Linked-Size", b"X-Repo-Commit", b"Content-Length", b"Content-Range", b"Content-Type", b"Retry-After",
           b"X-Error-Code", b"X-Error-Message", b"Link", b"Accept-Ranges", b"Transfer-Encoding", b"Content-Encoding", b"Location", b"Connection"]
LOCATIONS = [b"", b"/", b"?", b"//", b"file:///etc/passwd", b"ftp://127.0.0.1/x", b"gopher://127.0.0.1:1/x", b"http://[::1", b"http://127.0.0.1:1/x", b"http://127.0.0.1:999999/x",
             b"http://@/", b"http:///x", b"javascript:x", b"\xff\xff", b"x" * 100_000, b"dict://127.0.0.1:1/x", b"HTTP://127.0.0.1:1/x"]
NAMES = ["../x", "/etc/x", "a\0b", "", ".", "..", "a/../../x", "a//b", "model.safetensors/x", "con\nfig.json", "\x1b[2J", "x" * 300, "/".join("a" * 2000), "config.json/",
         "CONFIG.JSON", "\ud800.json", "é.json", "config.json"]


def prepare(build, folder):
    """Starts the server; every case tells it what goes wrong."""
    files = {name: open(os.path.join(MODEL, name), "rb").read() for name in sorted(os.listdir(MODEL)) if not name.startswith("expected")}
    server = Server(files)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    STATE.append(server)


STATE = []


def case(build, folder, random):
    """One way in which the answers are wrong."""
    server = STATE[-1]
    route = random.choice(["listing", "listing", "listing", "file", "file", "large", "large", "storage", "storage"])
    kind = random.choice(["body", "body", "body", "header", "header", "status", "location", "names", "wire", "ending"])
    if kind == "names" or (kind == "body" and route == "large"):
        route = "listing"  # redirects are read without their words
    server.route, server.change, how = route, *_change(kind, route, random, server)
    server.left = random.choice([1, 1 << 30, 1 << 30])
    top = os.path.join(folder, "case")
    os.makedirs(top)
    with open(os.path.join(top, "fault.txt"), "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{route}, {server.left} times: {how}\n")
    program = os.path.join(build, "explainer")
    endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    environment = {"HF_ENDPOINT": endpoint, "HF_HOME": os.path.join(top, "hub"), "HF_HUB_DOWNLOAD_TIMEOUT": "2", "NO_PROXY": "127.0.0.1"}
    offline = {**environment, "HF_HUB_OFFLINE": "1"}
    names = ("org/name", endpoint, "127.0.0.1")
    return Case(f"{kind} of {route}: {how}", kind, [os.path.join(top, "fault.txt")], [
        Command("download", [program, "models", "download", "org/name"], environment=environment, codes=CODES, names=names, seconds=SECONDS),
        Command("list", [program, "models", "list"], environment=offline, codes=frozenset({0})),
        Command("info", [program, "models", "info", "org/name"], environment=offline, codes=CODES, names=names),
        Command("run", [program, "run", "predictions", "--model", "org/name", "--text", "a", "--memory", "300M"], environment=offline, codes=CODES, names=names),
    ], check=lambda: _cache(top, server.files))


def _cache(top, files):
    """What the cache must not hold, wherever the answers said it should go."""
    found = [f"{name} beside the cache" for name in set(os.listdir(top)) - {"hub", "fault.txt"}]
    for path, folders, names in os.walk(os.path.join(top, "hub")):
        for name in names:
            full = os.path.join(path, name)
            if os.path.islink(full) and not os.path.realpath(full).startswith(os.path.realpath(top)):
                found.append(f"{full} leads out of the cache")
            if "/snapshots/" in full and name in files and os.path.exists(full):
                with open(full, "rb") as file:
                    if file.read() != files[name]:
                        found.append(f"{name} was taken though it is not what the Hub described")
    shutil.rmtree(os.path.join(top, "hub"), ignore_errors=True)
    return found


def _change(kind, route, random, server):
    """How an answer is changed: a function of (status, headers, body) that gives them, or bytes, changed; and in words."""
    if kind == "names":
        name = random.choice(NAMES)
        many = random.choice([1, 1, 60_000])

        def more(status, headers, body):
            listing = json.loads(body)
            listing["siblings"] += [{"rfilename": name if many == 1 else f"{number}.json"} for number in range(many)]
            return status, headers, json.dumps(listing).encode()

        return more, f"{many} more files, {name[:30]!r}"
    if kind == "body":
        seed = random.random()

        def body_changed(status, headers, body):
            chance = type(random)(seed)
            is_json = body.startswith((b"[", b"{")) and chance.random() < 0.9
            changed, _ = mutated_json.mutate_data(body, chance, 0.8) if is_json else mutated_bytes.mutate(body, chance)
            return status, headers, changed

        return body_changed, f"body changed by {seed}"
    if kind == "status":
        number = random.choice(STATUSES)
        return (lambda status, headers, body: (number, headers, body)), f"status {number}"
    if kind == "location":
        where, number = random.choice(LOCATIONS), random.choice([301, 302, 303, 307, 308])
        return (lambda status, headers, body: (number, [*headers, (b"Location", where)], body)), f"{number} to {where[:40]}"
    if kind == "header":
        name, value = random.choice(HEADERS), random.choice(WORDS)
        is_added = random.random() < 0.3

        def header_changed(status, headers, body):
            return status, [pair for pair in headers if is_added or pair[0] != name] + ([] if value == b"gone" else [(name, value)]), body

        return header_changed, f"{name.decode()}: {value[:40]} {'more' if is_added else ''}"
    if kind == "wire":
        what = random.choice([
            b"", b"\0\1\2", b"HTTP/0.9 200 OK\r\n\r\nx", b"HTTP/9.9 200 OK\r\n\r\n{}", b"200\r\n\r\n", b"\x15\x03\x01\0\2\2\x28", b"HTTP/1.1 200 OK\n\n{}",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n{}",
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2_000_000 + b"\r\n\r\n{}", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\0",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n" + b"[[]," * 15_000_000, b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 80_000_000,
            b"HTTP/1.1 200 OK\r\n: x\r\nno colon\r\n \r\n\r\n{}"])
        return (lambda status, headers, body: what), f"{what[:60]} ({len(what)} bytes)"
    share = random.random()
    return (lambda status, headers, body: (status, headers, body, share)), f"ends after {share:.2f} of it"


class Server(socketserver.ThreadingTCPServer):
    """A Hub with one model."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Answer)
        self.files, self.route, self.change, self.left = files, "", None, 0
        self.lock = threading.Lock()

    def handle_error(self, request, client_address):
        pass

    def answer(self, method, path, headers):
        """What a true Hub says: the route, status, headers and body."""
        if path.startswith("/api/models/org/name"):
            return "listing", 200, [], json.dumps({
                "_id": "0", "id": "org/name", "sha": COMMIT, "private": False, "gated": False, "tags": ["license:mit"], "config": {"model_type": "gpt2"},
                "siblings": [{"rfilename": name} for name in self.files]}).encode()
        found = re.match(r"/org/name/resolve/[^/]+/([^?]+)", path) or re.match(r"/storage/([^?]+)", path)
        data = self.files.get(found.group(1)) if found else None
        if data is None:
            return "file", 404, [(b"X-Error-Code", b"EntryNotFound")], b"no"
        name = found.group(1)
        tag = b'"' + etag(name, data).encode() + b'"'
        if name.endswith(".safetensors") and not path.startswith("/storage"):
            return "large", 302, [(b"X-Repo-Commit", COMMIT.encode()), (b"X-Linked-Etag", tag), (b"X-Linked-Size", b"%d" % len(data)),
                                  (b"Location", b"http://127.0.0.1:%d/storage/%s?signature=a" % (self.server_address[1], name.encode()))], b"Found"
        wanted = re.match(rb"bytes=(\d+)-(\d*)", headers.get(b"range", b""))
        fields, status, part = [(b"ETag", tag), (b"X-Repo-Commit", COMMIT.encode()), (b"Accept-Ranges", b"bytes")], 200, data
        if wanted:
            start, end = int(wanted.group(1)), min(int(wanted.group(2) or len(data)), len(data) - 1)
            fields.append((b"Content-Range", b"bytes %d-%d/%d" % (start, end, len(data))))
            status, part = 206, data[start:end + 1]
        return "storage" if path.startswith("/storage") else "file", status, fields, part


class Answer(socketserver.StreamRequestHandler):
    """One connection."""

    timeout = 20

    def handle(self):
        try:
            while self._one():
                pass
        except (OSError, ValueError):
            pass

    def _one(self):
        line = self.rfile.readline(70_000).split()
        if len(line) < 3:
            return False
        headers = {}
        while (field := self.rfile.readline(70_000).strip()):
            name, _, value = field.partition(b":")
            headers[name.lower()] = value.strip()
        method, path = line[0].decode(), line[1].decode("latin-1")
        route, status, fields, body = self.server.answer(method, path, headers)
        answer, share = (status, fields, body), 1.0
        with self.server.lock:
            is_wrong = route == self.server.route and self.server.left > 0
            self.server.left -= 1 if is_wrong else 0
        if is_wrong:
            answer = self.server.change(*answer)
        if isinstance(answer, bytes):
            self.wfile.write(answer)
            self.connection.shutdown(socket.SHUT_WR)
            return False
        if len(answer) == 4:
            *answer, share = answer
        status, fields, body = answer
        names = [name.lower() for name, _ in fields]
        if b"content-length" not in names and b"transfer-encoding" not in names:
            fields = [*fields, (b"Content-Length", b"%d" % len(body))]
        head = b"HTTP/1.1 %d Words\r\n" % status + b"".join(name + b": " + value + b"\r\n" for name, value in fields) + b"\r\n"
        sent = head + (b"" if method == "HEAD" else body)
        self.wfile.write(sent[:int(len(sent) * share)])
        if is_wrong:
            self.connection.shutdown(socket.SHUT_WR)
        return not is_wrong


def etag(name, data):
    """How the Hub names a content: large files by SHA-256, others as git does."""
    if name.endswith(".safetensors"):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
