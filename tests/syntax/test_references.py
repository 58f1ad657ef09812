"""References to variables, and what the builder makes of them."""

import pytest

from dflint.syntax.parser import parse
from dflint.syntax.references import marks, references
from dflint.text import Source

# text -> names in order; a name with ! is refused, one with ? has a default
TEXTS = [
    ("plain", ""),
    ("$a", "a"),
    ("${a}", "a"),
    ("$a$b/${c}x", "a b c"),
    ("'$a' $b", "b"),
    ("\"$a '$b'\"", "a b"),
    ("\\$a $b", "b"),
    ("${a:-x} ${b-x} ${c:+x} ${d+x}", "a? b? c? d?"),
    ("${a:?x} ${b?x} ${c#x} ${d##x} ${e%x} ${f/x/y}", "a b c d e f"),
    ("${a:-${b}}", "a? b"),
    ("${a:+$a:}x", "a? a"),
    ("${a:=x}", "a!"),
    ("${a=x}", "a!"),
    ("${a^^}", "a!"),
    ("${a:0:3}", "a!"),
    ("${a[0]}", "a!"),
    ("${!a}", "!!"),
    ("${}", "!"),
    ("${a", "a!"),
    ("$1 $@ $$", "1 @ $"),
    ("$(x) $", ""),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_marks(text: str, expected: str) -> None:
    found = [mark.name + ("!" if mark.is_refused else "?" if mark.has_default else "") for mark in marks(text, "\\")]
    assert " ".join(found) == expected


def test_quotes_mean_nothing_in_a_heredoc() -> None:
    assert [mark.name for mark in marks("'$a' \"$b\" \\$c", "\\", quotes=False)] == ["a", "b"]


# instruction -> the texts of its references in the source
INSTRUCTIONS = [
    ("ENV A=$a B='$b'", ["$a"]),
    ("ENV A $a $b", ["$a", "$b"]),
    ("ARG A=${a:-$b}", ["${a:-$b}", "$b"]),
    ("LABEL a=\\\n  $a", ["$a"]),
    ("COPY --chown=$a $b /c", ["--chown=$a", "$b"]),
    ("COPY --from=$a b /c", []),
    ('COPY ["$a", "/b"]', ['"$a"']),
    ("COPY <<E /a\n$a '$b'\nE", ["$a", "$b"]),
    ("COPY <<'E' /a\n$a\nE", []),
    ("RUN --mount=type=cache,target=$a echo $b", ["--mount=type=cache,target=$a"]),
    ("CMD $a", []),
    ("HEALTHCHECK CMD $a", []),
    ("EXPOSE $a", ["$a"]),
    ("FROM --platform=$a b:$c", ["--platform=$a", "$c"]),
]


@pytest.mark.parametrize(("text", "expected"), INSTRUCTIONS)
def test_references(text: str, expected: list[str]) -> None:
    document = parse(Source(text + "\n"))
    found = [document.source[each.span] for each in references(document.instructions[0], document.escape)]
    assert found == expected


def test_the_place_of_a_modifier() -> None:
    document = parse(Source("ENV A=${a:=b}\n"))
    (found,) = references(document.instructions[0], document.escape)
    assert document.source[found.modifier_span] == ":="
