"""Wordings that try to read, to call or to grow. Run as a program it renders each in a child process under limits.

python -m tests.mail.attacks   →   one line of JSON for each: name, what came of it, its output, milliseconds, MB
"""

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

CPU_SECONDS = 1  # far beyond what any of them takes: whatever grows out of bounds is killed
MEMORY = 64 * 1024 * 1024

ATTACKS = {
    "nested loops": "{% for a in (1..1000) %}{% for b in (1..1000) %}x{% endfor %}{% endfor %}",
    "empty nested loop": "{% for a in (1..100000) %}{% for b in (1..100000) %}{% endfor %}{% endfor %}",
    "huge range": "{% for a in (1..1000000000000) %}x{% endfor %}",
    "huge range reversed": "{% for a in (1..1000000000000) reversed %}x{% endfor %}",
    "huge range with limit": "{% for a in (1..1000000000000) limit:3 offset:999999999990 %}x{% endfor %}",
    "range assign join": "{% assign r = (1..100000000) | join: ',' %}{{ r | size }}",
    "range size": "{{ (1..1000000000000) | size }}",
    "range size beyond": "{{ (1..99999999999999999999999) | size }}",
    "range sort": "{% assign r=(1..50000000)|sort %}{{r|size}}",
    "range map": "{% assign r=(1..50000000)|reverse|first %}{{r}}",
    "range last": "{{ (1..1000000000000) | last }}",
    "range first": "{{ (1..1000000000000) | first }}",
    "capture doubling": "{% capture s %}aaaaaaaaaa{% endcapture %}" + "{% capture s %}{{s}}{{s}}{% endcapture %}" * 40,
    "assign append doubling": "{% assign s='aaaaaaaaaa' %}" + "{% assign s=s|append:s %}" * 40,
    "append chain": "{{ 'aaaaaaaaaa' " + "| append:'b' " * 5 + "}}",
    "replace expansion": "{{ 'aaaaaaaaaa' " + "| replace:'a','aaaaaaaaaa' " * 9 + "}}",
    "replace expansion hidden": "{% assign s = 'aaaaaaaaaa' " + "| replace:'a','aaaaaaaaaa' " * 8 + "| size %}{{s}}",
    "split bomb": "{{ 'aaaaaaaaaa' " + "| replace:'a','aaaaaaaaaa' " * 7 + "| split: '' | size }}",
    "big times": "{{ 10 " + "| times: 99999999999999999999 " * 200 + "}}",
    "squaring": "{% assign n=99999999 %}" + "{% assign n=n|times:n %}" * 24 + "{{ n | modulo: 7 }}",
    "integer to string": "{% assign n=99999999 %}" + "{% assign n=n|times:n %}" * 14 + "{{ n }}",
    "divide by zero": "{{ 1 | divided_by: 0 }}",
    "deep nesting": "{% if true %}" * 200 + "x" + "{% endif %}" * 200,
    "deep path": "{{ a" + ".b" * 2900 + " }}",
    "deep brackets": "{{ a" + "[a" * 500 + "]" * 500 + " }}",
    "dunder": "{{ u.__class__.__mro__ }}{{ u['__class__'] }}{{ u.__init__.__globals__ }}",
    "attribute": "{{ u.secret }}",
    "method call": "{{ u.delete }}",
    "method of a string": "{{ name.upper }}{{ name.__class__ }}{{ name.format }}",
    "date bomb": "{{ 'now' | date: '%099999999d' }}",
    "date format": "{{ 'now' | date: '%Y' }}",
    "negative truncate": "{{ 'abc' | truncate: -5 }}",
    "huge truncate": "{{ 'abc' | truncate: 99999999999999999999, s }}",
    "huge truncatewords": "{{ s | truncatewords: 99999999999999999999 }}",
    "strip html": "{{ '<' " + "| append:'<' " * 3 + "| strip_html }}",
    "strip html of much": "{{ s | strip_html }}",
    "sort mixed": "{{ l | sort }}",
    "tablerow": "{% tablerow i in (1..100000000) %}x{% endtablerow %}",
    "cycle": "{% for i in (1..900) %}{% cycle 'a','b' %}{% endfor %}",
    "include": "{% include 'x' %}",
    "render file": "{% render '../../etc/passwd' %}",
    "unknown filter": "{{ 'a' | env }}",
    "unknown tag": "{% python %}{% endpython %}",
    "many comments": "{% comment %}" * 460,
    "unclosed": "{% for",
    "null byte": "\x00{{ 'a' }}",
    "format string": "{{ '%s%n{0.__class__}' }}",
    "huge slice": "{{ 'abc' | slice: 0, 99999999999999999999 }}",
    "slice of a range": "{{ (1..10) | slice: 2, 3 | join: '-' }}",
    "huge offset": "{% for i in (1..10) limit:99999999999999999999 offset:-5 %}{{i}}{% endfor %}",
    "increment": "{% increment __class__ %}",
    "print range": "{{ (1..100000000) }}",
    "default range": "{{ nope | default: (1..100000000) }}",
    "escape range": "{{ (1..100000000) | escape }}",
    "contains range": "{% if (1..1000000000000) contains 5 %}y{% endif %}",
    "contains text in range": "{% if (1..1000000000000) contains 'x' %}y{% endif %}",
    "compare ranges": "{% if (1..100000000) == (1..100000000) %}y{% endif %}",
    "upcase range": "{{ (1..100000000)|upcase|size }}",
    "truncate range": "{{ (1..100000000)|truncate:5 }}",
    "date of a range": "{{ (1..100000000)|date:'%Y' }}",
    "print much": "{% for i in many %}{{ s }}{% endfor %}",
    "loops in loops": "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
    "much markup": "{% for i in many %}[[[[[[[[[[{% endfor %}",
    "exclamations": "![" * 3000,
    "too long": "a" * 6001,
    "open braces": "{{" * 3000,
    "open tags": "{%" * 3000,
    "many outputs": "{{ s }}" * 850,
    "open links": "[" * 6000,
    "open links and images": "![[]()" * 1000,
    "emphasis": "*a **a " * 850,
    "quotes": ">" * 6000,
    "lists": "- a\n" * 1500,
    "code marks": "`a" * 3000,
    "backslashes": "\\" * 6000,
    "link definitions": "[a]: b\n" * 600 + "[a]" * 500,
    "entities": "&#x41;" * 1000,
    "raw html": "<script>alert(1)</script><img src=x onerror=alert(1)>" * 110,
}


class Bait:
    """What must not be read or called."""

    secret = "S3CRET"

    def delete(self):
        raise SystemExit("called")


def render(source: str) -> str:
    """The result, as the product makes it."""
    from app.mail import liquid, markup

    printed = liquid.Printed()
    values = {"u": Bait(), "s": "<" * 2000, "l": [1, "a", None, {}], "name": "Anna", "many": list(range(900))}
    html, text = markup.render(liquid.run(source, values, printed), printed)
    return f"{html}\n{text}"


def outcome(source: str) -> dict:
    """Rendered, refused with a WordingError, or something that must not happen."""
    from app.mail.liquid import WordingError

    try:
        return {"came": "rendered", "output": render(source)[:5000]}
    except WordingError as error:
        return {"came": "refused", "output": str(error)}
    except BaseException as error:
        return {"came": f"raised {type(error).__name__}", "output": ""}


def in_child(source: str) -> dict:
    """The outcome in a forked child with bounded processor time and memory."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _confined(source, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    _pid, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"came": f"killed by {signal.Signals(os.WTERMSIG(status)).name}", "output": ""}


def _confined(source: str, writer: int) -> None:
    """In the child: render under limits, tell, and end."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY,) * 2)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    began = time.process_time()
    told = outcome(source)
    told["ms"] = round((time.process_time() - began) * 1000)
    told["mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    with os.fdopen(writer, "w") as pipe:
        json.dump(told, pipe)
    os._exit(0)


def main() -> None:
    render("{% if name %}**{{ name }}**{% endif %}")  # everything imported before the limits
    for name, source in ATTACKS.items():
        sys.stdout.write(json.dumps({"name": name} | in_child(source)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
