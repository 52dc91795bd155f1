"""Windows of one browser, lent to visits: a process for each visit would cost more than most visits do."""
import json

# Where no page has anything.
NOWHERE = (2, 2)


class Windows:
    """Each window is one of its options (size, colours, touch, …) alone, and empty when it is lent."""

    def __init__(self, browser):
        self.browser, self.free = browser, {}

    def lend(self, options):
        """A page of a window of its own, never two of one window."""
        free = self.free.setdefault(json.dumps(options, sort_keys=True), [])
        return free.pop() if free else self.browser.new_context(**options).new_page()

    def take_back(self, page, options):
        """Leaves the page's document, and with it all that a visit did: script, styles, focus; media and mouse are the window's."""
        page.emulate_media(media="null", color_scheme=options["color_scheme"])
        page.mouse.move(*NOWHERE)
        self.free[json.dumps(options, sort_keys=True)].append(page)

    def give_up(self, page):
        """Closes the window of a page that may not be as it was."""
        page.context.close()
