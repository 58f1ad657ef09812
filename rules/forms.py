"""The form of instructions."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.finding import ERROR, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.stages import Stage
from dflint.syntax.nodes import Arg, Comment, Directive, Expose, From, Instruction, Label, Maintainer, Unknown, Word
from dflint.text import Fix, Span, delete, insert, replace, safe

AUTHORS = "org.opencontainers.image.authors"
PROTOCOLS = ("tcp", "udp", "sctp")
HIGHEST = 65535


@rule("BK003", "has-an-empty-line-in-an-instruction", aliases=("NoEmptyContinuation",))
def empty_line(node: Instruction, file: File) -> Iterator[Finding]:
    """A blank line behind a continuation: a later version of the builder will refuse it."""
    if node.empties:
        first = node.empties[0]
        end = first.start + len(file.source[first].rstrip("\r\n"))
        message = f"{node.keyword} goes on below this empty line; delete it, or make it a comment"
        yield Finding(Span(first.start, end), message, safe(*(delete(empty) for empty in node.empties)))


@rule("BK004", "mixes-the-case-of-its-instructions", aliases=("ConsistentInstructionCasing",))
def casing(file: File) -> Iterator[Finding]:
    """Instructions in upper and in lower case: what most of them have is right, upper case when it is a tie."""
    written = [node for stage in file.stages for node in (stage.node, *stage.instructions)]
    written = [node for node in written if not isinstance(node, Unknown)]
    lower = sum(node.written.islower() for node in written)
    upper = sum(node.written.isupper() for node in written)
    for node in written:
        right = node.written.lower() if lower > upper else node.written.upper()
        if node.written != right:
            message = f"{node.written} is not in the case of the other instructions; write {right}"
            yield Finding(node.keyword_span, message, safe(replace(node.keyword_span, right)))


@rule("DL4000", "has-a-maintainer", severity=ERROR, aliases=("MaintainerDeprecated", "BK008"))
def maintainer(node: Maintainer, stage: Stage, file: File) -> Iterator[Finding]:
    """MAINTAINER, for which there has been a label since 2017."""
    if node in stage.instructions:
        message = f"MAINTAINER is deprecated; write LABEL {AUTHORS}"
        yield Finding(node.keyword_span, message, _as_label(node, stage))


def _as_label(node: Maintainer, stage: Stage) -> Fix | None:
    """The same as a label; None where there is one already, or where it could not be written so."""
    text = node.rest.text
    labels = [pair.name.text.strip("\"'") for label in stage.of(Label) for pair in label.pairs]
    if AUTHORS in labels or len(stage.of(Maintainer)) > 1 or not text or stage.index < 0 or node.comments:
        return None
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    if "\\" in text or "`" in text:
        return None
    value = text.replace('"', '\\"').replace("$", "\\$")
    keyword = "label" if node.written.islower() else "LABEL"
    return safe(replace(node.text_span, f'{keyword} {AUTHORS}="{value}"'))


class Port:
    """A word of EXPOSE: `address` (all before the last colon, and it), the `port` or range, the `protocol`.

    `start` is the offset of the port in the word without its quotes.
    """

    __slots__ = ("address", "is_plain", "port", "protocol", "quoted", "text")

    def __init__(self, word: Word) -> None:
        self.quoted = len(word.text) > 1 and word.text[0] == word.text[-1] and word.text[0] in "\"'"
        self.text = word.text[1:-1] if self.quoted else word.text
        bare = _references().sub(lambda match: "$" * len(match[0]), self.text)
        slash = bare.find("/") if "/" in bare else len(bare)
        colon = bare.rfind(":", 0, slash) + 1
        self.address, self.port, self.protocol = self.text[:colon], self.text[colon:slash], self.text[slash + 1 :]
        self.is_plain = "$" not in bare and "\\" not in bare

    def span(self, word: Word, part: str) -> Span:
        """The place of `part`: `address`, `port` or `protocol`; the whole word when it is not written in one piece."""
        if word.span.end - word.span.start != len(word.text):
            return word.span
        at = word.span.start + self.quoted
        start = {"address": 0, "port": len(self.address), "protocol": len(self.text) - len(self.protocol)}[part]
        return Span(at + start, at + start + len(getattr(self, part)))

    @property
    def numbers(self) -> list[int]:
        """The port, or the first and last of a range; of what is written in digits."""
        return [int(number) for number in self.port.split("-") if re.fullmatch(r"[0-9]{1,12}", number)]


@cache
def _references() -> "re.Pattern[str]":
    return re.compile(r"\$\{[^}]*\}|\$\w+")


def _ports(node: Expose) -> Iterator[tuple[Word, Port]]:
    for word in node.args:
        yield word, Port(word)


def _expanded(node: Expose, stage: Stage) -> Iterator[tuple[Word, Port]]:
    """The words of EXPOSE, and what those that are variables stand for."""
    for word, port in _ports(node):
        value = stage.expand(word.text, node) if "$" in word.text and node in stage.instructions else None
        if value is None or not value.known or port.address or port.protocol:
            yield word, port
        else:
            for text in value.text.split():
                yield word, Port(Word(text, word.span))


@rule("DL3011", "exposes-a-port-beyond-65535", severity=ERROR)
def too_high(node: Expose) -> Iterator[Finding]:
    """A port that does not exist."""
    for word, port in _ports(node):
        high = [number for number in port.numbers if number > HIGHEST]
        if high and port.is_plain:
            yield Finding(port.span(word, "port"), f"there is no port {high[0]}; the highest is {HIGHEST}")


@rule("DF085", "exposes-what-is-no-port", severity=ERROR)
def no_port(node: Expose) -> Iterator[Finding]:
    """A word of EXPOSE that the builder refuses."""
    for word, port in _ports(node):
        if not port.is_plain:
            continue
        numbers = port.numbers
        if "/" in port.text and port.protocol.lower() not in PROTOCOLS and port.protocol:
            message = f'"{port.protocol}" is no protocol; EXPOSE knows tcp, udp and sctp'
            yield Finding(port.span(word, "protocol"), message)
        elif len(numbers) != port.port.count("-") + 1 or len(numbers) > 2:
            yield Finding(word.span, f'"{word.text}" is no port; write a number, or two with "-" between')
        elif numbers[0] > numbers[-1]:
            yield Finding(port.span(word, "port"), f'"{port.port}" ends before it starts; write the lower port first')


@rule("BK021", "exposes-a-protocol-in-capitals", aliases=("ExposeProtoCasing",))
def protocol_case(node: Expose, stage: Stage) -> Iterator[Finding]:
    """`EXPOSE 80/TCP`."""
    for word, port in _expanded(node, stage):
        lower = port.protocol.lower()
        if lower != port.protocol and "$" not in port.protocol:
            span = port.span(word, "protocol")
            fix = safe(replace(span, lower)) if span != word.span else None
            yield Finding(span, f'"{port.protocol}" is not in lower case; write {lower}', fix)


@rule("BK022", "exposes-a-port-of-the-host", aliases=("ExposeInvalidFormat",))
def host_part(node: Expose, stage: Stage) -> Iterator[Finding]:
    """`EXPOSE 127.0.0.1:80:80`: EXPOSE knows nothing of the host, and drops that part."""
    for word, port in _expanded(node, stage):
        if port.address:
            span = port.span(word, "address")
            fix = safe(delete(span)) if span != word.span and port.port else None
            yield Finding(
                span, f'EXPOSE drops the host part "{port.address}"; write {port.text[len(port.address) :]}', fix
            )


@rule(
    "BK020",
    "has-a-comment-that-describes-something-else",
    aliases=("InvalidDefinitionDescription",),
    default=False,
)
def description(file: File) -> Iterator[Finding]:
    """The last comment above a named FROM, or an ARG, does not begin with its name."""
    for comment, node in _described(file):
        names = _defined(node)
        if names and comment.text.split(" ")[0] not in [name.text for name in names]:
            name = names[0]
            message = (
                f"the comment above does not describe {name.text}; begin it with the name, or put a lone # below it"
            )
            is_order = comment.text.startswith(("hadolint", "dflint", "check="))
            yield Finding(name.span, message, None if is_order else safe(insert(node.span.start, "#\n")))


def _described(file: File) -> Iterator[tuple[Comment, From | Arg]]:
    """The FROMs and ARGs with the last comment above each; empty lines do not part them, an empty comment does."""
    comment: Comment | None = None
    for piece in file.document.pieces:
        if isinstance(piece, Comment) and not isinstance(piece, Directive):
            comment = piece if piece.text else None
        elif isinstance(piece, Instruction):
            if comment is not None and isinstance(piece, From | Arg):
                yield comment, piece
            comment = None


def _defined(node: From | Arg) -> list[Word]:
    """The names that `node` defines, that of a stage in the lower case that it is looked up by."""
    if isinstance(node, Arg):
        return [pair.name for pair in node.pairs]
    return [Word(node.name.text.lower(), node.name.span)] if node.name else []
