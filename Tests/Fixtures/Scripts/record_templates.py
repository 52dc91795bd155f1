"""Renders templates by transformers, for ChatTemplateCorpusTests.

    python record_templates.py OUTPUT.json TEMPLATE-OR-FOLDER …

Every template is rendered with every conversation below; what comes of it, or that it fails, is written down. Needs
transformers (which renders) and jinja2.
"""

import json
import pathlib
import sys

import transformers.utils.chat_template_utils as utils


class Clock(utils.datetime):
    """The clock of the templates stands still."""

    @classmethod
    def now(cls, tz=None):
        return cls(2026, 3, 5, 14, 7, 9)


utils.datetime = Clock

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a place.",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "A town, such as Zürich \"ZH\""},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "default": "celsius"},
                "days": {"type": ["integer", "null"]},
            },
            "required": ["place"],
        },
    },
}
SEARCH = {
    "type": "function",
    "function": {
        "name": "search",
        "description": "Searches.\nReturns hits.",
        "parameters": {
            "type": "object",
            "properties": {"words": {"type": "array", "items": {"type": "string"}}, "top": {"type": "number"}},
        },
    },
}
SYSTEM = {"role": "system", "content": "Be brief & kind. "}
HELLO = {"role": "user", "content": "Hello, <b>world</b> – 'ça va'? 🙂"}
ANSWER = {"role": "assistant", "content": "  Fine.\n\nAnd you?\n"}
AGAIN = {"role": "user", "content": "\tWell.\r\n"}
CALL = {
    "role": "assistant",
    "content": "",
    "tool_calls": [
        {
            "id": "call12345",
            "type": "function",
            "function": {"name": "get_weather", "arguments": {"place": "Bern", "days": 2, "raw": True, "x": 1.5}},
        }
    ],
}
CALLTEXT = {
    "role": "assistant",
    "content": "I look.",
    "tool_calls": [
        {
            "id": "call12345",
            "type": "function",
            "function": {"name": "get_weather", "arguments": '{"place": "Bern"}'},
        }
    ],
}
RESULT = {"role": "tool", "name": "get_weather", "tool_call_id": "call12345", "content": '{"sky": "grey", "t": -3}'}
THOUGHT = {"role": "assistant", "content": "Yes.", "reasoning_content": "Hm, why not."}
INLINE = {"role": "assistant", "content": "<think>\nwhat?\n</think>\n\nNo."}
PARTS = {"role": "user", "content": [{"type": "text", "text": "Look: "}, {"type": "text", "text": "there."}]}
IMAGE = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What is it?"}]}
DOCUMENTS = [{"title": "Sky", "text": "It is blue."}, {"title": "Sea", "text": "It is wet."}]

CONVERSATIONS = [
    ("one", [HELLO], {}),
    ("one-add", [HELLO], {"add": True}),
    ("system", [SYSTEM, HELLO], {"add": True}),
    ("turns", [SYSTEM, HELLO, ANSWER, AGAIN], {"add": True}),
    ("turns-whole", [HELLO, ANSWER, AGAIN, ANSWER], {}),
    ("tools", [SYSTEM, HELLO], {"add": True, "tools": [WEATHER, SEARCH]}),
    ("call", [HELLO, CALL], {"tools": [WEATHER]}),
    ("call-answer", [SYSTEM, HELLO, CALL, RESULT], {"add": True, "tools": [WEATHER, SEARCH]}),
    ("call-text", [HELLO, CALLTEXT, RESULT, ANSWER], {"tools": [WEATHER]}),
    ("call-untold", [HELLO, CALL, RESULT], {"add": True}),
    ("thinking-on", [HELLO, THOUGHT, AGAIN], {"add": True, "variables": {"enable_thinking": True, "thinking": True}}),
    ("thinking-off", [HELLO, INLINE, AGAIN], {"add": True, "variables": {"enable_thinking": False, "thinking": False}}),
    ("thought-last", [HELLO, THOUGHT], {}),
    ("parts", [PARTS], {"add": True}),
    ("parts-answer", [PARTS, {"role": "assistant", "content": [{"type": "text", "text": "I see."}]}], {}),
    ("image", [IMAGE], {"add": True}),
    ("documents", [HELLO], {"add": True, "documents": DOCUMENTS}),
    ("wrong-order", [HELLO, HELLO], {"add": True}),
    ("unknown-role", [{"role": "critic", "content": "Boo."}], {"add": True}),
    ("empty", [{"role": "user", "content": ""}], {"add": True}),
    ("null", [HELLO, {"role": "assistant", "content": None, "tool_calls": CALL["tool_calls"]}], {}),
    ("continued", [HELLO, {"role": "assistant", "content": "The sky is"}], {"continue": True}),
    ("continued-space", [HELLO, {"role": "assistant", "content": "The sky is "}], {"continue": True}),
    ("date", [SYSTEM, HELLO], {"add": True, "variables": {"date_string": "5 Mar 2026", "reasoning_effort": "high"}}),
]
TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


def render(template, messages, options):
    """What comes of a conversation, and why nothing does."""
    try:
        conversation = utils._normalize_chat_messages(messages)
        rendered, _ = utils.render_jinja_template(
            [conversation],
            tools=options.get("tools"),
            documents=options.get("documents"),
            chat_template=template,
            continue_final_message=options.get("continue", False),
            add_generation_prompt=options.get("add", False),
            **{**TOKENS, **options.get("variables", {})},
        )
        rendered[0].encode("utf-8")  # half a surrogate pair is no text for a tokenizer
        return rendered[0], None
    except Exception as error:  # what templates raise is of any kind
        return None, f"{type(error).__name__}: {error}"[:200]


def cases(paths):
    for path in paths:
        template = path.read_bytes().decode("utf-8")
        for name, messages, options in CONVERSATIONS:
            expected, error = render(template, messages, options)
            case = {"name": f"{path.stem} {name}", "template": template, "messages": messages, "tokens": TOKENS}
            yield {**case, **options, "expected": expected, "error": error}


def main():
    output, *given = sys.argv[1:]
    paths = []
    for path in map(pathlib.Path, given):
        paths += sorted(path.glob("*.jinja")) if path.is_dir() else [path]
    recorded = list(cases(paths))
    pathlib.Path(output).write_text(json.dumps(recorded, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(paths)} templates, {len(recorded)} renderings, {sum(c['expected'] is None for c in recorded)} fail")


if __name__ == "__main__":
    main()
