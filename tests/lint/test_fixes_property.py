"""Properties that hold for any file and any edits: what is made is sound, stable, and loses no comment."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflint.lint.edits import Candidate, apart, clash
from dflint.lint.finding import WARNING, Diagnostic, Finding
from dflint.lint.guard import Edits, fault
from dflint.model.file import File
from dflint.syntax.parser import parse
from dflint.text import Edit, Source, Span, apply, insert, safe
from tests.lint.conftest import Add
from tests.lint.test_fixes import lower, run, yes

LINES = [
    "FROM a", "from a AS b", "RUN apt-get install a", "run apt-get install \\", "  # inner", "  b && c", "# comment",
    "RUN <<EOF", "EOF", "apt-get install c # d", "", "CMD [\"a\"]", "CMD a", "COPY a b", "COPY <<EOF /x", "RUN a \\",
    "ENV a=b \\", "  c=d", "# escape=`", "RUN a `", "LABEL x='y z'", "RUN if a; then", "FORM b", "ONBUILD RUN a; b",
]  # fmt: skip
ENDINGS = st.sampled_from(["\n", "\n", "\n", "\r\n"])
TEXTS = st.tuples(st.lists(st.sampled_from(LINES), min_size=1, max_size=12), ENDINGS).map(
    lambda drawn: drawn[1].join([*drawn[0], ""])
)
NEW = st.sampled_from(["", " ", "\n", "#", "'", '"', "\\", "x", " && y", "RUN z\n", "<<EOF", " \\\n", "EOF\n", "# c\n"])


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    """A text and edits of it that do not overlap."""
    text = draw(TEXTS)
    places = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, tuple(Edit(Span(start, end), draw(NEW)) for start, end in pairs)


def comment_lines(text: str) -> "Counter[str]":
    return Counter(line.strip() for line in text.split("\n") if line.strip().startswith("#"))


@given(edited())
@settings(deadline=None, max_examples=300)
def test_what_the_guard_lets_through_is_valid(drawn: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = drawn
    old, new = parse(Source(text)), parse(Source(apply(text, edits)))
    if fault(old, new, edits) is None:
        assert Counter(problem.code for problem in new.errors) <= Counter(problem.code for problem in old.errors)
        untouched = {
            node.rest.text
            for node in old.instructions
            if not any(span.start <= node.span.end and node.span.start <= span.end for span, _ in edits)
        }
        assert untouched <= {node.rest.text for node in new.instructions}


@given(TEXTS)
@settings(deadline=None)
def test_no_edit_is_no_fault(text: str) -> None:
    assert fault(parse(Source(text)), parse(Source(text)), ()) is None


@given(edited())
@settings(deadline=None)
def test_places_move_with_the_edits(drawn: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = drawn
    new, moves = apply(text, edits), Edits(edits)
    assert [new[slice(*span)] for span in moves.made] == [edit.text for edit in moves.all]
    for at in range(len(text)):
        if not any(span.start <= at < span.end for span, _ in edits):
            assert new[slice(*moves.moved(Span(at, at + 1)))] == text[at]


@given(edited())
@settings(deadline=None)
def test_fixes_that_are_apart_can_be_made_together(drawn: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = drawn
    item = Diagnostic("", 1, 1, 1, 1, "X", "x", (), WARNING, "", None, None, (), "")
    doubled = sorted((*edits, *(Edit(Span(span.start, span.start + 3), "y") for span, _ in edits)))
    chosen = [each.edits[0] for each in apart(Candidate(item, (edit,)) for edit in doubled)]
    apply(text + "   ", tuple(chosen))
    assert chosen[:1] == doubled[:1]
    for edit in doubled:
        assert edit in chosen or any(clash(edit.span, other.span) for other in chosen)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@given(text=TEXTS)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_real_fixes_are_right_stable_and_keep_comments(add: Add, newline: str, text: str) -> None:
    add("XX001", yes)
    add("XX002", lower)
    text = text.replace("\r\n", "\n").replace("\n", newline)
    found = run(text)
    assert found.bugs == []
    for change in found.changes:
        assert comment_lines(change.new.text) == comment_lines(text)
        assert change.new.text.count("\n") == text.count("\n")
        assert ("\r" in change.new.text) is ("\r" in text)
        assert run(change.new.to_bytes()).changes == []


@given(TEXTS, st.integers(0, 200), NEW)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wrong_fixes_break_nothing(add: Add, text: str, at: int, new: str) -> None:
    """A rule that inserts anything anywhere: either it is refused, or the file is as valid as before."""

    def anything(file: File) -> Iterator[Finding]:
        if file.source.text == text:
            yield Finding(Span(0, 1), "no", safe(insert(min(at, len(text)), new)))

    add("XX001", anything)
    for change in run(text).changes:
        before, after = parse(Source(text)), parse(change.new)
        assert len(after.errors) <= len(before.errors)
        edited = Source(text).line_text(Source(text).line_of(min(at, len(text))))
        assert comment_lines(text) - Counter([edited.strip()]) <= comment_lines(change.new.text)
