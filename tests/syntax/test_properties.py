"""Whatever the text: parsing never raises, the tree gives the file back, and spans lie in order inside it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.syntax.lines import grouped, mask, source_lines, structure
from dflint.syntax.nodes import Assignments, Dockerfile, Instruction, Onbuild
from dflint.syntax.parser import parse
from dflint.text import Source, Span

PARTS = [
    "FROM a AS b\n", "RUN a", "RUN ", "COPY ", "--from=a ", "--x='", "ENV ", "a=b ", "ARG x", "ONBUILD ", "CMD ",
    "HEALTHCHECK ", "LABEL a b", "USER\n", "SHELL ", "FOO x\n", '["a", "b"]', "[1]", "[", "]", '"', "'", "\\\n", "\\",
    "`\n", "\n", "\r\n", "\n\n", "# c\n", "# escape=`\n", "# syntax=x\n", " ", "\t", "\v", "<<EOF", "<<-EOF", "<<'E'",
    "<<", "EOF\n", "\nEOF\n", "\n\tEOF\n", "${x:-y}", "$x", "${", "=", "\u00a0", "\u0085", "\u00e9", "\U0001f600", "x",
]  # fmt: skip
ODD = ["\ufeff", "\0", "\ud800", "\udcff", "\udca0", "\udc85", "\u017f", "\u212a", "9" * 5000, "[" * 2000, "[[1]]"]

texts = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
odd_texts = st.lists(st.sampled_from(PARTS + ODD) | st.text(max_size=3), max_size=30).map("".join)


@st.composite
def broken_bytes(draw):
    """A grammar-built file, cut off anywhere, with bytes that are no UTF-8."""
    data = draw(texts).encode()
    cut = draw(st.integers(0, len(data)))
    return data[:cut] + draw(st.binary(max_size=6)) + data[cut : draw(st.integers(cut, len(data)))]


def spans(node: Instruction):
    """The spans of `node`, group by group, each in order."""
    yield [node.keyword_span, *(flag.span for flag in node.options), node.rest.span]
    yield [word.span for word in node.args] if not isinstance(node, Onbuild) else [node.rest.span]
    yield [heredoc.span for heredoc in node.heredocs]
    yield [span for heredoc in node.heredocs for span in (heredoc.body, heredoc.terminator)]
    yield node.comments
    yield node.empties
    for pair in node.pairs if isinstance(node, Assignments) else ():
        yield [pair.name.span] + ([pair.value.span] if pair.value else [])


def check(file: Dockerfile) -> None:
    """Assert all that holds for every file."""
    text, at = file.source.text, 0
    for piece in file.pieces:
        assert piece.span.start == at < piece.span.end
        at = piece.span.end
    assert at == len(text) and str(file) == text
    for node in file.instructions:
        inner = [node.inner] if isinstance(node, Onbuild) and node.inner else []
        for part in (node, *inner):
            assert node.span.contains(part.text_span)
            for group in spans(part):
                ends = [node.span.start, *(offset for span in group for offset in span), node.span.end]
                assert ends == sorted(ends), (part, group)
        assert node.start_line <= node.end_line
    assert all(Span(0, len(text)).contains(problem.span) for problem in file.errors)
    assert file.errors == sorted(file.errors, key=lambda problem: (problem.span, problem.code))


@given(odd_texts)
@settings(max_examples=400, deadline=None)
def test_any_grammar(text):
    check(parse(Source(text)))


@given(st.text(st.characters(codec=None)))
@settings(deadline=None)
def test_any_text(text):
    check(parse(Source(text)))


@given(st.binary() | broken_bytes())
@settings(max_examples=300, deadline=None)
def test_any_bytes(data):
    source = Source.from_bytes(data)
    check(parse(source))
    assert source.to_bytes() == data


@given(texts)
@settings(max_examples=600, deadline=None)
def test_agrees_with_builder(text):
    oracle = pytest.importorskip("oracle", exc_type=ImportError)
    assert oracle.is_dated(text) or oracle.disagreement(text) == ""


@given(odd_texts)
@settings(max_examples=300, deadline=None)
def test_one_line_each_is_what_dockerfile_parse_says(text):
    """Texts without continuations are not given to it."""
    source = Source(text.replace("\\", "/").replace("`", "'"))
    lines = mask(source, source_lines(source), "\\").lines
    assert list(structure(lines)) == grouped(lines)


@given(texts, st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_line_numbers_are_those_of_the_spans(text, ending):
    file = parse(Source(text.replace("\r\n", "\n").replace("\n", ending)))
    for node in file.instructions:
        lines = (file.source.line_of(node.span.start), file.source.line_of(node.span.end - 1))
        assert lines == (node.start_line, node.end_line)


HUGE = {
    "a line": "RUN " + "a" * 1_000_000,
    "words": "COPY " + "a " * 200_000,
    "continuations": "RUN a \\\n" + " b \\\n" * 150_000,
    "continued instructions": "RUN a \\\n" * 120_000,
    "blank continuations": "RUN a \\\n" + "\n" * 200_000 + "b",
    "instructions": "RUN a\n" * 20_000,
    "unknown instructions": "".join(f"RUNN{n} a\n" for n in range(10_000)),
    "open heredocs": "".join(f"RUN <<E{n}\n" for n in range(5_000)),
    "heredocs": "".join(f"RUN <<E{n}\nE{n}\n" for n in range(5_000)),
    "open heredocs in one": "RUN" + "".join(f" <<E{n}" for n in range(5_000)),
    "heredocs in one": "RUN" + "".join(f" <<E{n}" for n in range(5_000)) + "".join(f"\nE{n}" for n in range(5_000)),
    "flags": "RUN " + "--mount=a " * 100_000 + "b",
    "odd flags": "RUN " + "--mount=\u00e9 " * 50_000 + "b",
    "unknown flags": "RUN" + "".join(f" --mont{n}" for n in range(50_000)),
    "nested JSON": "CMD " + "[" * 500_000,
    "pairs": "ENV " + "a=b " * 80_000,
    "no pairs": "ENV a=b " + "b " * 80_000,
    "onbuild": "ONBUILD " * 120_000,
    "defaults": "RUN <<A " + "${a:-" * 100_000,
    "directives": "# escape=`\n" * 50_000,
    "blanks in a directive": "# escape=x" + " " * 60_000 + "y",
    "blanks": " " * 1_000_000,
    "escapes": "RUN " + "\\" * 1_000_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=list(HUGE))
def test_huge_files_take_little_time(text):
    start = time.process_time()
    file = parse(Source(text))
    assert time.process_time() - start < 2
    check(file)
