"""Pages whose views run in frames, with another module in them."""
import base64
import hashlib
import json
import re

MODULE = re.compile(r'(<script type="application/json" class="module">)(.*?)(</script>)', re.S)


def module(path):
    """What a page carries of its module."""
    return json.loads(MODULE.search(path.read_text(encoding="utf-8"))[2])


def with_script(path, copy, script):
    """Writes a copy of a page whose module is `script`."""
    changed = module(path)
    # As the program writes it: nothing in it ends its element.
    script = re.sub(r"<(?=!--|/?script)", r"\\x3C", script, flags=re.I)
    changed["script"] = script
    changed["hash"] = "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    data = json.dumps(changed).replace("<", "\\u003c")
    copy.write_text(MODULE.sub(lambda found: found[1] + data + found[3], path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def view(body):
    """A module whose view is made by the statements of a function body, which has `mount`, `figure` and `page`."""
    return f"(globalThis.explainerViews ??= {{}}).stranger = (mount, figure, page) => {{ {body} }};"
