"""The template language of mail wordings: Liquid, cut down to what a letter needs.

What `{{ … }}` prints is not the value but an inert token: one random word per rendering, and a number. Markdown, which
runs next, sees only tokens, so no name can become a link, a heading or a tag. `Printed.fill()` puts the values in last.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.ast import Node
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import (
    FilterArgumentError,
    FilterError,
    FilterItemTypeError,
    FilterValueError,
    LiquidError,
    LiquidTypeError,
    ResourceLimitError,
    UndefinedError,
    UnknownFilterError,
)
from liquid.expression import Expression
from liquid.stringify import to_liquid_string

from .message import one_line

SOURCE_LIMIT = 6_000  # characters of one wording, before and after Liquid ran: Markdown can be slow on hostile text
VALUE_LIMIT = 2_000  # characters of one printed value
DEPTH_LIMIT = 50  # expressions and blocks within each other
VALUES_LIMIT = 100_000  # characters of all values one rendering prints
TAGS = frozenset({"if", "unless", "case", "for", "comment"})
FILTERS = frozenset(
    {"capitalize", "default", "downcase", "first", "last", "size", "strip", "truncate", "truncatewords", "upcase"}
)
_WORDS_OF_TAGS = TAGS | {f"end{tag}" for tag in TAGS} | {"else", "elsif", "when"}
_KINDS = (
    (UndefinedError, "unknown"),
    (UnknownFilterError, "filter"),
    (ResourceLimitError, "long"),
    ((LiquidTypeError, FilterError, FilterArgumentError, FilterValueError, FilterItemTypeError), "value"),
)
_PARTS_OF_THE_PARSER = frozenset({"content", "output", "illegal"})


class WordingError(ValueError):
    """This wording cannot be rendered; the message says why, in English, for the log.

    `kind` sorts it: "syntax", "tag" (one we have not), "filter" (one we have not), "unknown" (a placeholder), "value"
    (nothing that can be done with this value), "long" (too much of something). `at` is where it stands in the source,
    `name` what it is about, both where they are known.
    """

    def __init__(self, message: str, kind: str = "syntax", at: int | None = None, name: str = ""):
        super().__init__(message)
        self.kind, self.at, self.name = kind, at, name


class Value(str):
    """What a placeholder printed, as opposed to what the wording says."""

    __slots__ = ()


class Url(Value):
    """An address of our own making: the only value that may become a link."""

    __slots__ = ()


class Secret(Url):
    """One that opens an access: it stands in the body alone, and as it is."""

    __slots__ = ()

    def begins(self, text: str) -> bool:
        """Whether the text is this address, or so much of it that what is secret in it begins."""
        public = self.rpartition("/")[0] + "/"
        return len(text) > len(public) and text.casefold().startswith(public.casefold())


class Printed:
    """The values one rendering printed, each behind its token."""

    def __init__(self):
        self.mark = "q" + secrets.token_hex(8)
        self.pattern = re.compile(self.mark + r"(\d+)z")
        self.values: list[Value] = []
        self.secrets: list[Secret] = []
        """What no filter may make something else of: that could be put where the address itself must not stand."""
        self.size = 0

    def token_for(self, value: object) -> str:
        if isinstance(value, list | dict):
            raise WordingError("a list is not printed but gone through", "value")
        text = to_liquid_string(value, False)
        if len(text) > VALUE_LIMIT:
            raise WordingError("a value is too long", "long")
        self.size += len(text)
        if self.size > VALUES_LIMIT:
            raise WordingError("the wording prints too much", "long")
        text = one_line(text)
        if not isinstance(value, Url) and any(secret.begins(text) for secret in self.secrets):
            raise WordingError("a personal link is printed as it is", "value")
        self.values.append((type(value) if isinstance(value, Url) else Value)(text))
        return f"{self.mark}{len(self.values) - 1}z"

    def split(self, text: str) -> Iterator[str]:
        """The text piece by piece: what stood there (str), and the values in place of their tokens (Value)."""
        for index, piece in enumerate(self.pattern.split(text)):
            if index % 2:
                yield self.values[int(piece)]
            elif piece:
                yield piece

    def fill(self, text: str) -> str:
        return "".join(self.split(text))


_printed: ContextVar[Printed] = ContextVar("printed")


class _InertNode(OutputNode):
    __slots__ = ()

    def render_to_output(self, context, buffer) -> int:
        try:
            return buffer.write(_printed.get().token_for(self.expression.evaluate(context)))
        except WordingError as error:
            error.at = self.token.start_index
            raise


class _InertOutput(Output):
    node_class = _InertNode


class _Language(Environment):
    block_nesting_limit = 10
    context_depth_limit = 10
    local_namespace_limit = 100_000
    loop_iteration_limit = 1_000
    output_stream_limit = SOURCE_LIMIT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=False)
        self.tags = {name: tag for name, tag in self.tags.items() if name in TAGS | _PARTS_OF_THE_PARSER}
        self.filters = {name: function for name, function in self.filters.items() if name in FILTERS}
        self.add_tag(_InertOutput)


_language = _Language(undefined=StrictUndefined)


def run(source: str, values: Mapping[str, object], printed: Printed) -> str:
    """Run the Liquid in `source`; printed values come out as tokens. Raises WordingError for anything wrong with it.

    Bounded for hostile wordings too: size, nesting, loops and output are capped, and there is no filter, tag or range
    that makes big things of small ones. A name that is not in `values` is an error, not an empty string.
    """
    printed.secrets = [value for value in values.values() if isinstance(value, Secret)]
    reset = _printed.set(printed)
    try:
        with _one_kind_of_error():
            return _parsed(source).render(**values)
    finally:
        _printed.reset(reset)


@dataclass(frozen=True)
class Use:
    """A name that a wording uses, with what follows its dots, and where it stands.

    `inner` ones are made by the wording itself: what a loop goes through.
    """

    path: tuple[object, ...]
    at: int
    inner: bool = False


def uses(source: str) -> tuple[list[Use], list[Use]]:
    """All placeholders and all filters that `source` names, also where no value leads. Raises WordingError as run()."""
    with _one_kind_of_error():
        found = _parsed(source).analyze()
        names = [
            Use(tuple(variable.segments), variable.span.index, root not in found.globals)
            for root, variables in found.variables.items()
            for variable in variables
        ]
        filters = [Use((name,), span.index) for name, spans in found.filters.items() for span in spans]
    return sorted(names, key=lambda use: use.at), sorted(filters, key=lambda use: use.at)


@contextmanager
def _one_kind_of_error() -> Iterator[None]:
    try:
        yield
    except WordingError:
        raise
    except LiquidError as error:
        kind = next((kind for kinds, kind in _KINDS if isinstance(error, kinds)), "syntax")
        token = error.token if error.token is not None and error.token.start_index >= 0 else None
        name = token.value if token else ""
        if kind == "syntax" and token and token.kind == "tag" and name not in _WORDS_OF_TAGS:
            kind = "tag"
        raise WordingError(str(error.message), kind, token.start_index if token else None, name) from error
    except Exception as error:  # filters let OverflowError and the like through, deep nesting RecursionError
        raise WordingError(type(error).__name__, "long" if isinstance(error, RecursionError) else "value") from error


@lru_cache(maxsize=64)
def _parsed(source: str) -> BoundTemplate:
    if len(source) > SOURCE_LIMIT:
        raise WordingError("the wording is too long", "long")
    for opening, closing in (("{{", "}}"), ("{%", "%}")):
        # the library's lexer takes minutes to find that out when there are thousands
        before, *pieces = source.split(opening)
        at = len(before)
        for piece in pieces:
            if closing not in piece:
                raise WordingError(f"{opening} without {closing}", at=at, name=opening)
            at += len(opening) + len(piece)
    template = _language.from_string(source)
    if any(isinstance(expression, RangeLiteral) for node in template.nodes for expression in _expressions(node)):
        raise WordingError("(1..9) is not allowed", name="(..)")
    return template


def _expressions(part: Node | Expression, depth: int = 0) -> Iterator[Expression]:
    """Every expression in a node or expression; to find names in deeply nested ones takes the square of their depth."""
    if depth > DEPTH_LIMIT:
        raise WordingError("nested too deeply", "long")
    if isinstance(part, Expression):
        yield part
        inner = part.children()
    else:
        inner = (*part.expressions(), *part.children(None))
    for each in inner:
        yield from _expressions(each, depth + 1)
