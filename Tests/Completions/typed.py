#!/usr/bin/env python3
"""What a shell makes of a line when Tab is pressed: typed.py bash|zsh SCRIPT LINE… prints one completed line a LINE.

The shell runs interactively on a terminal of its own, reads the completion script, is typed each line and a Tab, and is
then asked for its line. A literal \\t in LINE is one more Tab, for what must be chosen in steps.
"""
import os
import pty
import re
import select
import signal
import sys
import time

SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "show() { printf '<%s>' \"$READLINE_LINE\"; }; bind -x '\"\\C-g\": show'; bind 'set bell-style none'",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -Uz compinit && compinit -u -D; unsetopt beep; show() { print -rn -- \"<$BUFFER>\" }; "
        "zle -N show; bindkey '^G' show",
    ),
}


def main():
    shell, script, lines = sys.argv[1], sys.argv[2], sys.argv[3:]
    arguments, setup = SHELLS[shell]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="dumb", PS1="$ ", INPUTRC="/dev/null", HISTFILE="", COLUMNS="300", LINES="50")
        os.execvp(arguments[0], arguments)
    signal.alarm(90)

    def read_until(pattern):
        seen = ""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                seen += os.read(terminal, 65536).decode(errors="replace")
            found = re.search(pattern, seen, re.S)
            if found:
                return found.group(1)
        raise SystemExit(f"{shell} did not answer; it wrote {seen!r}")

    def type_in(text):
        os.write(terminal, text.encode())

    # (What is typed before the shell is ready is echoed twice; the sum appears only where it was worked out.)
    type_in(f"stty cols 300 rows 50; {setup}; source '{script}'; echo ready $((6 * 7))\n")
    read_until(r"(ready 42)")
    for line in lines:
        type_in(line.replace("\\t", "\t") + "\t\x07")
        print(read_until(r"<(explainer[^>]*)>"))
        type_in("\x15")  # the whole line away
    os.kill(child, signal.SIGKILL)


main()
