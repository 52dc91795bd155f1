#!/usr/bin/env python3
"""A Hugging Face Hub on loopback, for tests: the routes a download uses, and the ways they fail.

    hub_server.py ROOT

ROOT/models/ORG/NAME/FILE are the models. Large files (*.safetensors, *.bin, *.h5) are redirected to a second port, as the
Hub redirects to its content delivery network. It prints "HUB_ADDRESS CDN_ADDRESS" when it is ready, writes every request as a
line of JSON to ROOT/requests.jsonl, and ends when its standard input does.

ROOT/faults.json, read at every request, is a list of what goes wrong:

    {"path": REGEX, "method": "GET", "times": N, "port": "hub"|"cdn", KIND: VALUE}

The first that matches and has times left (default: without end) is carried out. Kinds: "status" (with "headers"), "cut"
(bytes of body sent before the connection ends), "chunked_cut" (the same without a length), "stall" (the same, then
silence), "corrupt" (the first byte of the body is another), "whole" (ranges are not understood), "slow" (bytes a second),
"garbage" (an answer that is no HTTP), "redirect" (an address; {hub} and {cdn} stand for the two), "etag", "commit",
"drop_headers" (names), "content_range".

ROOT/settings.json: {"private": {"ORG/NAME": TOKEN}, "gated": ["ORG/NAME"], "renamed": {"OLD": "ORG/NAME"}}. ROOT/tls.pem, where
it is there, makes both ports speak TLS with that certificate and key.
"""

import base64
import hashlib
import json
import os
import re
import select
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

ROOT = sys.argv[1]
LOCK = threading.Lock()
COUNTS = {}
LARGE = (".safetensors", ".bin", ".h5")


def read_json(name, default):
    try:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return default


def files_of(model):
    folder = os.path.join(ROOT, "models", model)
    return sorted(
        os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder) for name in names)


def content(model, name):
    with open(os.path.join(ROOT, "models", model, name), "rb") as file:
        return file.read()


def commit_of(model):
    digest = hashlib.sha1(model.encode())
    for name in files_of(model):
        digest.update(name.encode() + b"\0" + content(model, name))
    return digest.hexdigest()


def etag_of(name, body):
    if name.endswith(LARGE):
        return hashlib.sha256(body).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    port_name = "hub"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer()

    def do_HEAD(self):
        self.answer()

    def answer(self):
        fault = self.record()
        self.fault = fault or {}
        if "garbage" in self.fault:
            self.wfile.write(b"\0\1\2 no HTTP at all\r\n\r\n")
            self.close_connection = True
        elif "status" in self.fault:
            self.refuse(self.fault["status"], self.fault.get("headers", {}))
        elif "redirect" in self.fault:
            self.redirect(self.fault["redirect"].format(hub=HUB, cdn=CDN))
        else:
            self.route()

    def record(self):
        with LOCK:
            with open(os.path.join(ROOT, "requests.jsonl"), "a", encoding="utf-8") as log:
                headers = {name.lower(): value for name, value in self.headers.items()}
                log.write(json.dumps(
                    {"port": self.port_name, "method": self.command, "path": self.path, "headers": headers}) + "\n")
            for place, fault in enumerate(read_json("faults.json", [])):
                if not re.search(fault.get("path", ""), self.path) or fault.get("method", self.command) != self.command:
                    continue
                if fault.get("port", self.port_name) != self.port_name:
                    continue
                COUNTS[place] = COUNTS.get(place, 0) + 1
                if COUNTS[place] <= fault.get("times", 1 << 60):
                    return fault
        return None

    def refuse(self, status, headers=None, body=b"no\n"):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def redirect(self, location, status=302, headers=None):
        self.refuse(status, {"Location": location, **(headers or {})}, b"Found. Redirecting to somewhere else\n")

    def authorised(self, model):
        settings = read_json("settings.json", {})
        given = self.headers.get("Authorization")
        wanted = settings.get("private", {}).get(model)
        if wanted and given != f"Bearer {wanted}":
            message = "Invalid credentials in Authorization header" if given else "Invalid username or password."
            self.refuse(401, {"X-Error-Message": message})
            return False
        return True

    def route(self):
        path = unquote(urlsplit(self.path).path)
        settings = read_json("settings.json", {})
        api = re.fullmatch(r"/api/models/((?:[^/]+/)?[^/]+?)(?:/revision/(.+))?", path)
        tree = re.fullmatch(r"/api/models/((?:[^/]+/)?[^/]+?)/tree/(.+)", path)
        resolve = re.fullmatch(r"/((?:[^/]+/)?[^/]+)/resolve/([^/]+)/(.+)", path)
        found = tree or api or resolve
        if not found:
            return self.refuse(404)
        model, revision = found.group(1), found.group(2) or "main"
        new = settings.get("renamed", {}).get(model)
        if new:
            return self.redirect(self.path.replace(model, new, 1), 307)
        if not os.path.isdir(os.path.join(ROOT, "models", model)) or model == "":
            return self.refuse(401, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"})
        if not self.authorised(model):
            return None
        commit = commit_of(model)
        if revision not in ("main", "v1", "refs/pr/1", commit):
            return self.refuse(404, {"X-Error-Code": "RevisionNotFound", "X-Error-Message": f"Invalid rev id: {revision}"})
        if tree:
            return self.list_tree(model)
        if api:
            return self.describe(model, commit)
        if model in settings.get("gated", []):
            return self.refuse(403 if self.headers.get("Authorization") else 401, {"X-Error-Code": "GatedRepo"})
        return self.resolve(model, commit, resolve.group(3))

    def describe(self, model, commit):
        names = files_of(model)
        body = {"_id": "0", "id": model, "modelId": model, "sha": commit, "private": False, "gated": False,
                "tags": ["transformers", "license:mit"], "siblings": [{"rfilename": name} for name in names]}
        if "config.json" in names:
            try:
                config = json.loads(content(model, "config.json"))
                body["config"] = {key: config[key] for key in ("architectures", "model_type") if key in config}
            except ValueError:
                pass
        return self.send_body(json.dumps(body).encode(), {"Content-Type": "application/json"})

    def list_tree(self, model):
        entries = []
        for name in files_of(model):
            body = content(model, name)
            entry = {"type": "file", "path": name, "size": len(body), "oid": etag_of("", body)}
            if name.endswith(LARGE):
                entry["lfs"] = {"oid": etag_of(name, body), "size": len(body), "pointerSize": 134}
            entries.append(entry)
        return self.send_body(json.dumps(entries).encode(), {"Content-Type": "application/json"})

    def resolve(self, model, commit, name):
        if name not in files_of(model):
            return self.refuse(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit})
        body = content(model, name)
        etag = self.fault.get("etag", etag_of(name, body))
        headers = {"X-Repo-Commit": self.fault.get("commit", commit), "Accept-Ranges": "bytes"}
        if name.endswith(LARGE):
            key = base64.urlsafe_b64encode(f"{model}|{name}".encode()).decode()
            headers.update({"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": len(body)})
            self.drop(headers)
            return self.redirect(f"{CDN}/blob/{key}?signature=abc", 302, headers)
        headers["ETag"] = f'"{etag}"'
        self.drop(headers)
        return self.send_body(body, headers)

    def drop(self, headers):
        for name in self.fault.get("drop_headers", []):
            headers.pop(name, None)

    def send_body(self, body, headers):
        fault = self.fault
        status, start, end = 200, 0, len(body)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and "whole" not in fault:
            start = int(asked.group(1))
            end = min(int(asked.group(2)) + 1 if asked.group(2) else len(body), len(body))
            if start >= len(body):
                return self.refuse(416, {"Content-Range": f"bytes */{len(body)}"})
            status = 206
            headers["Content-Range"] = fault.get("content_range", f"bytes {start}-{end - 1}/{len(body)}")
        part = body[start:end]
        if "corrupt" in fault and part:
            part = bytes([part[0] ^ 1]) + part[1:]
        is_chunked = "chunked_cut" in fault
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header(*(("Transfer-Encoding", "chunked") if is_chunked else ("Content-Length", str(len(part)))))
        self.end_headers()
        if self.command == "HEAD":
            return None
        kept = next((fault[kind] for kind in ("cut", "chunked_cut", "stall") if kind in fault), None)
        if kept is not None:
            part = part[:kept]
        try:
            self.send_part(part, is_chunked, fault.get("slow"))
            if "stall" in fault:
                self.wfile.flush()
                # Until whoever asked has had enough.
                select.select([self.connection], [], [], 30)
        except OSError:
            self.close_connection = True
        if kept is not None and not is_chunked:
            self.close_connection = True
        return None

    def send_part(self, part, is_chunked, rate):
        if is_chunked:
            self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(part), part) if part else b"0\r\n\r\n")
        elif rate:
            step = max(1, rate // 20)
            for start in range(0, len(part), step):
                self.wfile.write(part[start:start + step])
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self.wfile.write(part)


class ContentHandler(Handler):
    """The second port: it knows signed addresses and refuses tokens, as storage with signed addresses does."""

    port_name = "cdn"

    def route(self):
        found = re.fullmatch(r"/blob/([^/]+)", urlsplit(self.path).path)
        if not found or "signature=abc" not in self.path:
            return self.refuse(403)
        if self.headers.get("Authorization"):
            return self.refuse(400)
        model, name = base64.urlsafe_b64decode(found.group(1)).decode().split("|")
        body = content(model, name)
        return self.send_body(body, {"ETag": '"of-the-storage"', "Accept-Ranges": "bytes"})


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


def start(handler):
    server = Server(("127.0.0.1", 0), handler)
    scheme = "http"
    certificate = os.path.join(ROOT, "tls.pem")
    if os.path.exists(certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return f"{scheme}://127.0.0.1:{server.server_address[1]}"


HUB, CDN = start(Handler), start(ContentHandler)
print(HUB, CDN, flush=True)
sys.stdin.read()
