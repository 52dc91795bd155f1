#!/usr/bin/env bash
# A chat template that marks some JSON as safe can turn what the user says into HTML, though nothing escapes in chat templates.
#
# The usual belief: transformers renders chat templates without escaping (autoescape is off), so that `safe` does nothing there, and texts reach the
# prompt as they are. Seen with transformers 5.24.0 and Jinja2 3.1.6: `safe` makes a text of MarkupSafe's of the value, and what `+` joins to
# such a text is escaped, whatever the environment says: quotes become &#34;, < becomes &lt;, in the prompt the model reads. `~` joins the same
# texts as they are, and so does `+` without `safe`. Templates of published models write {{ (… | tojson | safe) + … }}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0 Jinja2==3.1.6 MarkupSafe==3.0.4
"$folder/python/bin/python" - 2>/dev/null >"$folder/seen" <<'PYTHON'
from transformers.utils.chat_template_utils import render_jinja_template

chat = [{"role": "user", "content": 'is "a<b" true?', "call": {"x": 1}}]
for joined in ("(m.call | tojson | safe) + m.content", "(m.call | tojson | safe) ~ m.content", "(m.call | tojson) + m.content"):
    template = "{% for m in messages %}{{ " + joined + " }}{% endfor %}"
    print(joined, "|", render_jinja_template(conversations=[chat], chat_template=template)[0][0])
PYTHON
cat "$folder/seen"
cat >"$folder/wanted" <<'SEEN'
(m.call | tojson | safe) + m.content | {"x": 1}is &#34;a&lt;b&#34; true?
(m.call | tojson | safe) ~ m.content | {"x": 1}is "a<b" true?
(m.call | tojson) + m.content | {"x": 1}is "a<b" true?
SEEN
diff "$folder/wanted" "$folder/seen" || { echo "this has changed (< as it was, > as it is)"; exit 1; }
