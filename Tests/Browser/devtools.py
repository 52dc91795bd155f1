"""A headless Chromium driven over the DevTools protocol through a pipe; standard library only."""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def find_browser():
    """The browser of $CHROMIUM, or the first of the usual names; None where there is none."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "chrome"]
    return next((path for path in (shutil.which(name) for name in names if name) if path), None)


class Browser:
    """One browser with one page; use as a context manager."""

    def __init__(self, path):
        self.events = []
        self.profile = tempfile.mkdtemp(prefix="page-test-")
        to_read, self.out = os.pipe()
        self.inn, to_write = os.pipe()

        def hand_over():
            # Chromium reads commands from 3 and writes answers to 4; move ours out of the way first.
            high = [os.dup(to_read), os.dup(to_write)]
            while min(high) < 10:
                high = [os.dup(fd) for fd in high]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={self.profile}", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer = b""
        self.last = 0
        self.session = None
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _message(self, limit):
        end = time.monotonic() + limit
        while b"\0" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.inn], [], [], left)[0]:
                return None
            chunk = os.read(self.inn, 1 << 16)
            if not chunk:
                raise OSError("the browser went away")
            self.buffer += chunk
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **params):
        """One command and its answer; events that come in between are kept in `events`."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message(30)
            if answer is None:
                raise TimeoutError(method)
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        """Goes to `url` afresh and waits until it is loaded; forgets all earlier events."""
        self.events.clear()
        self._go("about:blank")
        self.events.clear()
        self._go(url)
        self.settle()

    def _go(self, url):
        loader = self.call("Page.navigate", url=url)["loaderId"]

        def is_loaded(event):
            params = event.get("params", {})
            return event.get("method") == "Page.lifecycleEvent" and params["name"] == "load" and params["loaderId"] == loader

        while not any(map(is_loaded, self.events)):
            message = self._message(30)
            if message is None:
                raise TimeoutError(f"{url} does not load")
            self.events.append(message)

    def settle(self):
        """Waits for two frames, so that what was asked for is drawn."""
        self.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")

    def js(self, expression):
        """The value of a JavaScript expression (promises are awaited)."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", "error"))
        return result["result"].get("value")

    def mouse(self, x, y, click=False):
        """Moves the mouse, and clicks where told to."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        if click:
            for kind in ("mousePressed", "mouseReleased"):
                self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def tap(self, x, y):
        """Touches and lets go."""
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        time.sleep(0.1)

    def key(self, key, text=""):
        """Presses and releases a key."""
        codes = {"ArrowRight": 39, "ArrowLeft": 37, "ArrowUp": 38, "ArrowDown": 40, "Enter": 13, "Escape": 27,
                 "Home": 36, "End": 35, "Tab": 9}
        params = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper()))}
        if key == "Enter":
            text = "\r"
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **params)
        self.call("Input.dispatchKeyEvent", type="keyUp", **params)
