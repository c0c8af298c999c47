"""Wordings that try to read, to call or to grow. Run as a program it puts each into a child process under limits, three
times: rendered with baits among the values, checked as while somebody types, and previewed as a whole mail.

python -m tests.mail.attacks   →   one line of JSON for each: name, way, what came of it, its output, milliseconds, MB
python -m tests.mail.attacks --table   →   the same to read, the dearest first
"""

import json
import math
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CPU_SECONDS = 1  # far beyond what any of them takes: whatever grows out of bounds is killed
MEMORY = 64 * 1024 * 1024
SIGNS = 50_000  # signs of the output that are told

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
    "assign range": "{% assign a=(1..100000000) %}{% for x in a %}{% endfor %}",
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
    "deeper path": "{{ a" + ".b" * 5000 + " }}",
    "dunder": "{{ u.__class__.__mro__ }}{{ u['__class__'] }}{{ u.__init__.__globals__ }}",
    "attribute": "{{ u.secret }}",
    "method call": "{{ u.delete }}",
    "attribute and method call": "{{ u.secret }}{{ u.delete }}",
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
    "more comments": "{% comment %}" * 5000,
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
    """The result, as the product makes it, with baits among the values."""
    from app.mail import liquid, markup

    printed = liquid.Printed()
    values = {"u": Bait(), "s": "<" * 2000, "l": [1, "a", None, {}], "name": "Anna", "many": list(range(900))}
    html, _text = markup.render(liquid.run(source, values, printed), printed)
    return str(html)


def check(source: str) -> str:
    """What the editor says while it is typed."""
    from app.mail import checking, registry, wording

    mail, variant = registry.get_mail("news"), wording.Variant("de_sie")
    return "\n".join(problem.words for problem in checking.check(mail, variant, source, source))


def preview(source: str) -> str:
    """The whole mail as the preview shows it; its plain text may well say <script>."""
    from app.mail import registry, rendering, scant, wording
    from app.web.branding import OWN

    mail, variant = registry.get_mail("news"), wording.Variant("de_sie")
    frame = rendering.Frame("Hafenlicht", "person", *["https://hafenlicht.kontor.example/"] * 3, OWN)
    values = scant.cases(mail, variant)[-1].values | {"s": "<" * 2000, "many": list(range(900))}
    rendered = rendering.render(wording.Wording(source, source), values, variant, frame)
    return rendered.html


WAYS = {"render": render, "check": check, "preview": preview}


def outcome(way: str, source: str) -> dict:
    """Rendered, refused with a WordingError, or something that must not happen."""
    from app.mail.liquid import WordingError

    try:
        told = WAYS[way](source)
        return {"came": "told" if way == "check" else "rendered", "output": told[:SIGNS]}
    except WordingError as error:
        return {"came": "refused", "output": str(error)}
    except BaseException as error:
        return {"came": f"raised {type(error).__name__}", "output": ""}


def in_child(way: str, source: str) -> dict:
    """The outcome in a forked child with bounded processor time and memory."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _confined(way, source, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    _pid, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"came": f"killed by {signal.Signals(os.WTERMSIG(status)).name}", "output": ""}


def _confined(way: str, source: str, writer: int) -> None:
    """In the child: render under limits, tell, and end."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY,) * 2)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    began = time.process_time()
    told = outcome(way, source)
    told["ms"] = round((time.process_time() - began) * 1000)
    told["mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    with os.fdopen(writer, "w") as pipe:
        json.dump(told, pipe)
    os._exit(0)


def outcomes() -> Iterator[dict]:
    """What became of each, each way. The application here has no database: there is none that could be asked."""
    from app import create_app

    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    urls = dict.fromkeys(("URL", "OWNER_URL", "SYSTEM_URL", "QUEUE_URL"), nowhere)
    settings = {"TESTING": True, "BASE_DOMAIN": "localhost", "SCHEME": "http", "PORT": 8000, "PRODUCTION": False}
    settings |= {"SECRET_KEYS": ["0" * 64]} | {f"DATABASE_{name}": url for name, url in urls.items()}
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"MAIL_DIR": folder, "FILES_DIR": folder} | settings)
        with app.app_context():
            for warm in WAYS.values():
                warm("{% if name %}**{{ name }}**{% endif %}" if warm is render else "Hallo **{{ vorname }}**")
            for name, source in ATTACKS.items():
                for way in WAYS:
                    yield {"name": name, "way": way} | in_child(way, source)


def main() -> None:
    if "--table" not in sys.argv:
        for one in outcomes():
            sys.stdout.write(json.dumps(one) + "\n")
            sys.stdout.flush()
        return
    told = sorted(outcomes(), key=lambda one: -one.get("ms", math.inf))
    for one in told:
        row = f"{one['name']:28} {one['way']:8} {one['came']:9} {one.get('ms', '-'):>5} ms {one.get('mb', '-'):>3} MB\n"
        sys.stdout.write(row)
    worst = max(one.get("ms", math.inf) for one in told), max(one.get("mb", math.inf) for one in told)
    sys.stdout.write(f"{len(ATTACKS)} attacks, 3 ways each: at most {worst[0]} ms and {worst[1]} MB (200 ms, 64 MB)\n")


if __name__ == "__main__":
    main()
