"""The machine's own Firefox without a window, spoken to in its own protocol (Marionette: numbered JSON over a socket).

Playwright's Firefox is another build of its own; what a reader has is this one, and nothing else is needed to drive it.
"""
import base64
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

# A quiet profile: nothing of Firefox's own asks the network for anything, and no proxy is asked instead.
PREFERENCES = {
    "marionette.port": 0, "network.proxy.type": 0, "browser.shell.checkDefaultBrowser": False, "browser.startup.page": 0,
    "browser.newtabpage.enabled": False, "app.update.disabledForTesting": True, "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1", "dom.disable_open_during_load": False,
    "ui.systemUsesDarkTheme": 0,
    # The servers that are called stand on this machine.
    "media.peerconnection.ice.loopback": True, "media.peerconnection.ice.no_host": False,
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Shift": "\ue008", "Escape": "\ue00c", "Tab": "\ue004", "Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}


def find_firefox():
    """The browser of $FIREFOX, or the first of the usual names; None where there is none."""
    names = [os.environ.get("FIREFOX"), "firefox-esr", "firefox"]
    return next((path for path in (shutil.which(name) for name in names if name) if path), None)


class Firefox:
    """A running Firefox with one page in sight at a time."""

    def __init__(self, log=None):
        """`log`: where it writes which names it looks up."""
        self.profile = pathlib.Path(tempfile.mkdtemp(prefix="firefox-"))
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in PREFERENCES.items()]
        (self.profile / "user.js").write_text("".join(lines))
        environment = dict(os.environ, HOME=str(self.profile), MOZ_CRASHREPORTER_DISABLE="1")
        if log:
            environment.update(MOZ_LOG="nsHostResolver:5,sync", MOZ_LOG_FILE=str(log))
        self.process = subprocess.Popen(
            [find_firefox(), "--headless", "--marionette", "--no-remote", "--profile", str(self.profile)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        self.socket, self.rest, self.number = self._connected(), b"", 0
        self._received()
        self("WebDriver:NewSession", capabilities={"alwaysMatch": {"pageLoadStrategy": "none", "unhandledPromptBehavior": "dismiss"}})
        self.home = self("WebDriver:GetWindowHandle")["value"]

    def _connected(self):
        port = self.profile / "MarionetteActivePort"
        for _ in range(600):
            if port.exists() and port.read_text():
                return socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=120)
            assert self.process.poll() is None, "Firefox did not start"
            time.sleep(0.1)
        raise AssertionError("Firefox did not answer within a minute")

    def _received(self):
        while b":" not in self.rest:
            self._more()
        count, _, self.rest = self.rest.partition(b":")
        while len(self.rest) < int(count):
            self._more()
        text, self.rest = self.rest[:int(count)], self.rest[int(count):]
        return json.loads(text)

    def _more(self):
        piece = self.socket.recv(1 << 20)
        assert piece, "Firefox has gone"
        self.rest += piece

    def __call__(self, command, **parameters):
        """The answer to a command."""
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, answer = self._received()
        assert number == self.number
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return answer

    def open(self, url):
        """Opens a page in a tab of its own, which is then the one in sight."""
        tab = self("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        self("WebDriver:SwitchToWindow", handle=tab)
        self("WebDriver:Navigate", url=url)
        return tab

    def close_tabs(self):
        """Closes all tabs but the first, empty one."""
        for tab in self("WebDriver:GetWindowHandles"):
            if tab != self.home:
                self("WebDriver:SwitchToWindow", handle=tab)
                self("WebDriver:CloseWindow")
        self("WebDriver:SwitchToWindow", handle=self.home)

    def js(self, expression, frame=None):
        """The value of an expression in the page, or in its frame of that number."""
        self("WebDriver:SwitchToFrame", id=None)
        if frame is not None:
            found = self("WebDriver:FindElements", using="css selector", value="iframe.view")
            self("WebDriver:SwitchToFrame", element=found[frame][ELEMENT])
        try:
            return self("WebDriver:ExecuteScript", script=f"return ({expression});", args=[], sandbox=None)["value"]
        finally:
            self("WebDriver:SwitchToFrame", id=None)

    def press(self, *keys):
        """Presses keys one after the other, wherever the keyboard is."""
        actions = []
        for key in keys:
            parts = [KEYS.get(part, part) for part in (key.split("+") if len(key) > 1 else [key])]
            actions += [{"type": "keyDown", "value": part} for part in parts]
            actions += [{"type": "keyUp", "value": part} for part in reversed(parts)]
        self("WebDriver:PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def _pointer(self, x, y, *more):
        moves = [{"type": "pointerMove", "x": x - 3, "y": y - 3}, {"type": "pointerMove", "x": x, "y": y}]
        rounded = [{**one, "x": round(one["x"]), "y": round(one["y"])} for one in moves]
        self("WebDriver:PerformActions", actions=[
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": rounded + list(more)}])

    def move(self, x, y):
        """Moves the mouse to a place in sight."""
        self._pointer(x, y)

    def click(self, x, y, button=0, held=None):
        """Clicks with a button, with a key held."""
        if held:
            down = [{"type": "keyDown", "value": {"Control": "\ue009", "Shift": "\ue008"}[held]}]
            self("WebDriver:PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": down}])
        self._pointer(x, y, {"type": "pointerDown", "button": button}, {"type": "pointerUp", "button": button})
        if held:
            self("WebDriver:ReleaseActions")

    def screenshot(self, path):
        """Writes what is in sight as a PNG."""
        picture = self("WebDriver:TakeScreenshot", full=True, hash=False)["value"]
        pathlib.Path(path).write_bytes(base64.b64decode(picture))

    def close(self):
        """Ends it."""
        try:
            self("Marionette:Quit", flags=["eForceQuit"])
        except (AssertionError, OSError, RuntimeError):
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)
