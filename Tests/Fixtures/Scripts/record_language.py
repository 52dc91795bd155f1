"""Renders snippets of Jinja by transformers, for TemplateLanguageTests.

    python record_language.py OUTPUT.json

Each line of SNIPPETS is a template of its own; what comes of it, or null where it fails, is written down. Needs transformers
(which renders) and jinja2.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from record_templates import HELLO, SYSTEM, WEATHER, render  # noqa: E402

VARIABLES = {
    "n": 7,
    "x": 2.5,
    "word": "straße Σας",
    "words": ["pear", "Apple", "fig", "apple"],
    "table": {"b": 1, "A": [1, 2], "items": "kept", "ß": None},
    "people": [{"name": "Ann", "age": 31, "at": {"city": "Ulm"}}, {"name": "bob", "age": 9}, {"name": "Cy", "age": 31}],
    "yes": True,
    "none_here": None,
    "quote": "it's \"so\"",
    "mixed": [1, "a", None, True, 1.0, [], {}],
}

SNIPPETS = r'''
{{ 1 }} {{ 1.0 }} {{ 1e16 }} {{ 1e15 }} {{ 123456789012345678.0 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1.5e300 }} {{ 3 / 2 }}
{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ -2 ** 2 }} {{ 2 ** 3 ** 2 }}
{{ 1 + 2 * 3 - 4 }} {{ 'a' ~ 1 ~ none ~ true }} {{ 'a' + 'b' * 3 }} {{ [1] + [2, 3] }} {{ (1,) + (2,) }} {{ [0] * 3 }} {{ 3 * 'ab' }}
{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1_0.5 }} {{ true + true }} {{ 10 / 5 }}
{{ 'a' + 1 }}
{{ 1 / 0 }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ true == 1 }} {{ 'é' == 'é' }}
{{ 1 < 'a' }}
{{ 'a' in 'cat' }} {{ 2 in [1, 2] }} {{ 'b' in table }} {{ 3 not in (1, 2) }} {{ not 1 in [1] }} {{ 'x' in missing }} {{ 1.0 in [1] }}
{{ 1 in 'a' }}
{{ [] in table }}
{{ yes and 'then' or 'else' }} {{ 0 or none }} {{ '' and 1 }} {{ not [] }} {{ not not 0.0 }}
{{ 'a' if n > 5 else 'b' }} {{ 'a' if n > 9 }}| {{ 1 if 0 else 2 if 0 else 3 }}
{{ missing }}|{{ missing is defined }}|{{ missing|default('d') }}|{{ ''|default('e') }}|{{ ''|default('f', true) }}|{{ missing == nothing }}
{{ missing.name }}
{{ missing['name'] }}
{{ missing() }}
{{ missing + 1 }}
{{ missing < 1 }}
{{ table.missing }}|{{ table.missing is undefined }}|{{ none_here.x is undefined }}|{{ n.x is defined }}
{{ table.missing.more }}
{% for a in missing %}a{% else %}nothing{% endfor %} {{ missing|length }} {{ missing|list }} {{ missing ~ 'x' }} {{ missing|upper }}|
{{ missing|int }}
{{ missing|tojson }}
{{ mixed }} {{ table }} {{ (1, 'a') }} {{ (1,) }} {{ () }} {{ {1: 2, 'a': (3,)} }} {{ quote }} {{ [quote, "it's", '"', '\\', '\n\t\x00é\u2028\U0001F600'] }}
{{ mixed|tojson }} {{ table|tojson }} {{ quote|tojson }} {{ 'é<>&\x7f\x00\u2028🙂'|tojson }} {{ 'é<>&\x7f🙂'|tojson(ensure_ascii=true) }}
{{ table|tojson(indent=2) }} {{ [[], {}, [1]]|tojson(indent=1) }} {{ table|tojson(indent='--') }}
{{ table|tojson(separators=(',', ':')) }} {{ {'b': 1, 'a': {'d': 1, 'c': 2}}|tojson(sort_keys=true) }} {{ {1: 1, none: 2, true: 3, 1.5: 4}|tojson }}
{{ [1.0, 1e100, 0.1, -0.0]|tojson }} {{ (1, 2)|tojson }} {{ 1|tojson }} {{ ''|tojson }}
{{ words|map('upper')|tojson }}
{{ words[0] }} {{ words[-1] }} {{ words[9] }}| {{ words[1:] }} {{ words[:-1] }} {{ words[::-1] }} {{ words[::2] }} {{ words[-2:] }} {{ words[5:] }} {{ words[3:1:-1] }}
{{ word[0] }} {{ word[-1] }} {{ word[2:5] }} {{ word[::-1] }} {{ word[99] }}| {{ word[:-3] }}|{{ word[-99:99:3] }}
{{ words[1:2:0] }}
{{ table['items'] }} {{ table.items()|list }} {{ table.keys()|list }} {{ table.values()|list }} {{ table.get('b') }} {{ table.get('q') }} {{ table.get('q', 5) }}
{{ table.items()|length }} {{ table.keys() }} {{ table.values() }} {{ table.items() }}
{{ table.pop('b') }}
{{ table.update({'b': 2}) }}
{{ words.append('x') }}
{{ words.sort() }}
{{ table.__class__ }}|
{{ table.__class__.__mro__ }}
{{ ''.__class__ }}|{{ words.__len__ is defined }}
{{ word|attr('__class__') }}|{{ table|attr('b') }}|
{{ people[0].at.city }} {{ people[0]['at']['city'] }} {{ people.0.name }} {{ people[1].at }}|
{{ words|sort }} {{ words|sort(case_sensitive=true) }} {{ words|sort(reverse=true) }} {{ people|sort(attribute='age')|map(attribute='name')|list }} {{ people|sort(attribute='age,name')|map(attribute='name')|join(' ') }}
{{ [3, 1, 2]|sort }} {{ [1, 'a']|sort }}
{{ words|unique|list }} {{ words|unique(true)|list }} {{ [1, 1.0, true]|unique|list }} {{ people|unique(attribute='age')|map(attribute='name')|list }}
{{ table|dictsort }} {{ table|dictsort(true) }} {{ {'a': 2, 'b': 1}|dictsort(by='value') }} {{ {'a': 2, 'b': 1}|dictsort(reverse=true) }}
{{ words|join }} {{ words|join(', ') }} {{ mixed|join('-') }} {{ people|join('/', attribute='name') }} {{ 'abc'|join('.') }} {{ missing|join(',') }}
{{ words|first }} {{ words|last }} {{ []|first }}| {{ 'abc'|last }} {{ words|map('length')|first }}
{{ words|map('length')|last }}
{{ words|length }} {{ word|length }} {{ table|length }} {{ words|count }} {{ range(4)|length }}
{{ words|map('length')|length }}
{{ 3|length }}
{{ words|reverse|list }} {{ 'abc'|reverse }} {{ [1, 2]|sum }} {{ people|sum(attribute='age') }} {{ [1.5, 2]|sum(start=1) }} {{ []|sum }}
{{ words|min }} {{ words|max }} {{ words|max(true) }} {{ people|max(attribute='age') }} {{ []|min }}|
{{ words|map('upper')|list }} {{ people|map(attribute='at.city')|list }} {{ people|map(attribute='at.city', default='?')|list }} {{ words|map('replace', 'p', 'b')|join(' ') }}
{{ people|selectattr('age', 'gt', 10)|map(attribute='name')|list }} {{ people|rejectattr('at')|map(attribute='name')|list }} {{ mixed|select('string')|list }} {{ mixed|reject|list }} {{ [1, 2, 3, 4]|select('odd')|list }} {{ people|selectattr('name', 'equalto', 'Cy')|list|length }} {{ people|selectattr('name', 'in', ['Cy', 'bob'])|list|length }} {{ words|select('in', 'applepie')|list }}
{% if [] | selectattr('x') %}always{% else %}never{% endif %} {% if words|map('upper') %}always{% endif %}
{% set g = words|map('upper') %}{{ g|list }} {{ g|list }}
{{ [1, 2, 3, 4, 5]|batch(2)|list }} {{ [1, 2, 3]|batch(2, 'x')|list }} {{ 'abc'|list }} {{ table|list }} {{ table|items|list }}
{{ ' a b '|trim }}|{{ 'xxaxx'|trim('x') }}|{{ 'a b'|title }}|{{ "it's a-b (c)"|title }}|{{ 'ABC def'|capitalize }}|{{ word|upper }}|{{ word|lower }}|{{ 'ΑΣ'|lower }}|{{ 'a'|center(5) }}|{{ 12|string + 'x' }}
{{ 'a.b.c'|replace('.', '-') }} {{ 'a.b.c'|replace('.', '-', 1) }} {{ 121|replace(1, 'x') }} {{ 'ab'|replace('', '.') }}
{{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\n\nb'|indent(2, blank=true) }}|{{ 'a\nb'|indent('>') }}|{{ ''|indent(first=true) }}|
{{ '42'|int }} {{ '42.9'|int }} {{ 'x'|int }} {{ 'x'|int(-1) }} {{ 4.9|int }} {{ -4.9|int }} {{ '0x1f'|int(base=16) }} {{ ' 7 '|int }} {{ true|int }} {{ '1_000'|int }} {{ none_here|int }}
{{ '4.5'|float }} {{ 4|float }} {{ 'x'|float }} {{ 'x'|float(1.5) }} {{ ' 1e3 '|float }} {{ '.5'|float }} {{ 'inf'|float }} {{ '5.'|float }}
{{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ 42.55|round(1, 'floor') }} {{ 42.51|round(1, 'ceil') }} {{ 5|round }} {{ 1234|round(-2) }} {{ -3|abs }} {{ -3.5|abs }}
{{ '%s is %d, %.2f and %r%%'|format('a', 3.7, 2.5, 'b') }} {{ '%s' % 'x' }} {{ '%s-%s' % (1, none) }} {{ '{} {1}'.format(1) }}
{{ '{} {}'.format('a', 2) }} {{ '{0}{1}{0}'.format('a', 'b') }} {{ '{x}={y}'.format(x=1, y=[2]) }} {{ '{{}}'.format() }}
{{ '%s' % (1, 2) }}
{{ '<b>'|safe }} {{ ('<'|safe) + '<"\'&' }} {{ '<' + ('>'|safe) }} {{ ('<'|safe) ~ '<' }}
{{ ' a b  c '.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a b c '.split(none, 1) }} {{ ' a b c '.rsplit(maxsplit=1) }} {{ ''.split() }} {{ ''.split(',') }}
{{ ''.split('') }}
{{ '  a '.strip() }}|{{ '  a '.lstrip() }}|{{ '  a '.rstrip() }}|{{ 'xyaxy'.strip('yx') }}|{{ '\u2003a\xa0'.strip() }}|{{ '\u200ba'.strip() }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.startswith(('x', 'a')) }} {{ 'abc'.endswith('bc') }} {{ 'abc'.startswith('b', 1) }} {{ 'abc'.endswith('b', 0, 2) }} {{ 'abc'.startswith('') }} {{ ''.startswith('', 1) }}
{{ 'abcabc'.find('c') }} {{ 'abcabc'.rfind('c') }} {{ 'äbc'.find('c') }} {{ 'abc'.find('x') }} {{ 'abcabc'.find('a', 1) }} {{ 'abcabc'.index('b') }} {{ 'abab'.count('ab') }} {{ 'aaa'.count('') }} {{ 'äöü'.count('') }}
{{ 'abc'.index('x') }}
{{ 'a-b-c'.partition('-') }} {{ 'a-b-c'.rpartition('-') }} {{ 'abc'.partition('-') }} {{ 'a\nb\r\nc\x0bd\u2028e'.splitlines() }} {{ 'a\n'.splitlines(true) }}
{{ 'abc'.upper().lower().title() }} {{ "they're Bill's".title() }} {{ 'ßa'.capitalize() }} {{ 'aB'.swapcase() }} {{ '-'.join(['a', 'b']) }} {{ 'abc'.replace('b', 'x') }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'abc'.removeprefix('a').removesuffix('c') }}
{{ '-'.join([1]) }}
{{ '5'.zfill(3) }} {{ '-5'.zfill(4) }} {{ 'a'.ljust(3) }}|{{ 'a'.rjust(3, '.') }}|{{ 'ab'.center(5, '*') }} {{ 'abc'.center(6, '*') }} {{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'é'.isalpha() }} {{ ' '.isspace() }} {{ ''.isspace() }} {{ 'aB'.islower() }} {{ 'AB1'.isupper() }}
{{ 'a'.nothing() }}
{{ [1, 2, 1].count(1) }} {{ [1, 2].index(2) }} {{ words.copy() == words }}
{{ n is number }} {{ x is float }} {{ n is integer }} {{ true is integer }} {{ true is number }} {{ true is boolean }} {{ 'a' is string }} {{ none is none }} {{ table is mapping }} {{ words is mapping }} {{ words is sequence }} {{ 'a' is sequence }} {{ table is sequence }} {{ words is iterable }} {{ 3 is iterable }} {{ missing is sequence }} {{ missing is iterable }} {{ words|map('upper') is sequence }} {{ words|map('upper') is iterable }}
{{ 3 is odd }} {{ 3 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 'a' is in 'abc' }} {{ 1 is eq 1 }} {{ 1 is ne(2) }} {{ 2 is gt 1 }} {{ 2 is lessthan 1 }} {{ 'a' is lower }} {{ 'A' is upper }} {{ true is true }} {{ 1 is true }} {{ false is false }} {{ range is callable }} {{ 3 is not none }} {{ missing is not defined and yes }}
{{ 3 is nonsense }}
{{ 3|nonsense }}
{% for w in words %}{{ loop.index }}/{{ loop.length }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{% if loop.first %}F{% endif %}{% if loop.last %}L{% endif %}{{ loop.previtem }}>{{ loop.nextitem }};{{ loop.cycle('a', 'b') }} {% endfor %}
{% for a in [1, 1, 2] %}{{ loop.changed(a) }} {% endfor %}{% for k, v in table.items() %}{{ k }}={{ v }},{% endfor %}{% for k in table %}{{ k }}{% endfor %}
{% for a in range(10) if a is odd %}{% if a == 7 %}{% break %}{% endif %}{% if a == 3 %}{% continue %}{% endif %}{{ a }}:{{ loop.index }} {% endfor %}
{% for a in [1, 2] %}{% for b in 'xy' %}{{ a }}{{ b }}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}{{ loop is defined }}
{% for a in [] %}x{% else %}empty{% endfor %}{% for a in 5 %}{% endfor %}
{% for a, b in [(1, 2), [3, 4]] %}{{ a + b }} {% endfor %}{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for a, b in [(1, 2, 3)] %}{% endfor %}
{% for t in [{'n': 1, 'c': [{'n': 2, 'c': []}]}] recursive %}{{ t.n }}:{{ loop.depth }}({{ loop(t.c) }}){% endfor %}
{% set a = 1 %}{% for i in [1, 2] %}{{ a }}{% set a = a + i %}{{ a }};{% endfor %}{{ a }} {% if true %}{% set a = 9 %}{% endif %}{{ a }}
{% set ns = namespace(a=1, b=[]) %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% set ns.b = ns.b + [i] %}{% endfor %}{{ ns.a }} {{ ns.b }} {{ ns.c is defined }} {{ ns['a'] }}
{% set ns = namespace() %}{% set ns._a = 1 %}
{% set table.x = 1 %}
{% set a, b = 1, 2 %}{{ a }}{{ b }} {% set t = 1, %}{{ t }} {% set c %}block {{ a }}{% endset %}{{ c }}|{% set d | upper | trim %} block {% endset %}{{ d }}|
{% macro m(a, b=2, c=a) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}{{ m() }}{{ m(1)|length }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}
{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, k=4) }} {% macro o() %}({{ caller('x') }}){% endmacro %}{% call(v) o() %}in {{ v }}{{ n }}{% endcall %}
{% macro f(k) %}{{ k }}{% if k > 0 %}{{ f(k - 1) }}{% endif %}{% endmacro %}{{ f(4) }}
{% set v = 1 %}{% macro m() %}{{ v }}{% set v = 5 %}{{ v }}{% endmacro %}{{ m() }}{% set v = 2 %}{{ m() }}{{ v }}
{% filter upper|replace('A', '-') %}abc {{ n }}{% endfilter %} {% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a is defined }} {% raw %}{{ not }} {% this %}{% endraw %}{# comment {{ }} #}|
{% if n == 1 %}a{% elif n == 7 %}b{% else %}c{% endif %}{% if not n %}x{% endif %}{% if missing %}x{% elif yes %}y{% endif %}
{{ range(3)|list }} {{ range(1, 4)|list }} {{ range(5, 0, -2)|list }} {{ range(3) }} {{ range(3)[1] }} {{ range(0)|length }} {{ range(0, 10, 3)[-1] }}
{{ range(100001)|length }}
{{ dict(a=1, **{'b': 2}) }} {{ dict([('x', 1)]) }} {{ dict({'q': 1}, z=2) }}
{{ raise_exception('no ' ~ n) }}
{{ strftime_now('%Y-%m-%d %d %b %B %H:%M:%S %A %j %y') }}
{% generation %}said{% set q = 1 %}{% endgeneration %}{{ q is defined }}
{{ 'a' 'b' "c" }} {{ 'tab\tnew\nq\'\"\\ \x41 \u00e9 \U0001F600 \d \101' }} {{ "\ud83d\ude00" }}
{{- ' a ' -}}   {{ 'b' }}   {%- if true -%}   c   {%- endif -%}   d
   {% if true %}   x{% endif %}   |{%+ if true %} y{% endif %}
{{ "{{" }} {{ '%}' }} {{ {'a': {'b': 1}}['a']['b'] }} {{ {'a': {'b': 1}}.a.b }} {{ [1, 2,] }} {{ {'a': 1,} }}
{{ (n) }} {{ ((1, 2)) }} {{ (1, 2)[0] }} {{ -n|abs }} {{ -n }} {{ +n }} {{ not n == 8 }} {{ n|string|length }} {{ [3, 1]|sort|first }} {{ 'a'|upper ~ 'b' }} {{ 1 + 2|string|int }}
{{ 'x'.upper is defined }} {{ n.nothing }}|
{{ words|nothing }} never
{{ messages[0].role }} {{ messages|length }} {{ messages[0]['content']|trim }} {{ tools is none }} {{ documents is none }} {{ bos_token }} {{ add_generation_prompt }} {{ messages[-1].content[:5] }}
{% for m in messages %}<{{ m.role }}>{{ m.content|trim }}{% endfor %}{{ messages[1:]|length }} {{ messages|map(attribute='role')|join(',') }}
{{ unclosed
{% if x %}
{% endif %}
{% for %}{% endfor %}
{% nonsense %}
{{ 1 + }}
{{ (1, 2 }}
{{ 'open }}
{# open
{% macro m( %}{% endmacro %}
{% include 'x' %}
{{ a b }}
{{ 1 is defined is defined }}
{{ ['a', 'b'] | join(', ') if words else 'no' }}
'''.strip().split("\n")

WHOLE = [
    "a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
    "a\r\n{% if true %}\r\nb{% endif %}\rc\n\n",
    "  {#- c -#}  \n x {# d #}\n y\n",
    "{% for m in messages %}\n  {{ m.role }}\n{% endfor %}\n",
    "\n\n{%- set a = 1 %}\n  {%+ set b = 2 +%}\n{{ a }}\n{{ b -}}\n z",
    "{% raw %}\n  {{ x }}\n  {% endraw %}\nafter",
    " \t{% set a = 'x' -%}\n\n  {{ a }}{# note\n over lines #}\nend\n",
    "{{ 'a\nb' }}{{ 'c\r\nd' }}",
    "",
    "\n",
    "plain é 🙂 text",
]


def main():
    recorded = []
    for template in SNIPPETS + WHOLE:
        expected, error = render(template, [SYSTEM, HELLO], {"add": True, "variables": VARIABLES})
        recorded.append({"template": template, "expected": expected, "error": error})
    document = {"messages": [SYSTEM, HELLO], "variables": VARIABLES, "cases": recorded}
    pathlib.Path(sys.argv[1]).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(recorded)} snippets, {sum(c['expected'] is None for c in recorded)} fail")


if __name__ == "__main__":
    main()
