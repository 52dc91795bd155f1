"""The machine's Chromium as its readers run it, with the same words as `Firefox`.

Playwright's contexts are private windows, and it turns much of a browser's background off; but what a page can make a browser
do behind its back (connect to a host before anything is asked of it) is to be seen here.
"""
import pathlib
import shutil
import tempfile

from browser import find_browser


class Chromium:
    """A running Chromium with a profile of its own and one page in sight at a time."""

    def __init__(self, playwright, log=None):
        """`log`: where it writes what it asks of the network."""
        self.profile = pathlib.Path(tempfile.mkdtemp(prefix="chromium-"))
        self.context = playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=find_browser(), viewport={"width": 1280, "height": 800}, color_scheme="light",
            args=["--no-sandbox", *([f"--log-net-log={log}"] if log else [])],
            ignore_default_args=["--disable-features", "--disable-background-networking"])
        self.home = self.context.pages[0]
        self.page = self.home

    def open(self, url):
        """Opens a page in a tab of its own, which is then the one in sight."""
        self.page = self.context.new_page()
        self.page.goto(url, wait_until="commit")
        return self.page

    def close_tabs(self):
        """Closes all tabs but the first, empty one."""
        for page in self.context.pages:
            if page != self.home:
                page.close()
        self.page = self.home

    def js(self, expression, frame=None):
        """The value of an expression in the page, or in its frame of that number."""
        place = self.page
        if frame is not None:
            place = self.page.query_selector_all("iframe.view")[frame].content_frame()
        return place.evaluate(expression)

    def press(self, *keys):
        """Presses keys one after the other, wherever the keyboard is."""
        for key in keys:
            self.page.keyboard.press(key)

    def move(self, x, y):
        """Moves the mouse to a place in sight."""
        self.page.mouse.move(x - 3, y - 3)
        self.page.mouse.move(x, y)

    def click(self, x, y, button=0, held=None):
        """Clicks with a button, with a key held."""
        if held:
            self.page.keyboard.down(held)
        self.move(x, y)
        self.page.mouse.click(x, y, button=["left", "middle", "right"][button])
        if held:
            self.page.keyboard.up(held)

    def screenshot(self, path):
        """Writes the page as a PNG."""
        self.page.screenshot(path=str(path), full_page=True)

    def close(self):
        """Ends it."""
        self.context.close()
        shutil.rmtree(self.profile, ignore_errors=True)
