"""Fixes: passes, overlaps, what is refused, and what is kept of a file."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dflint.lint.finding import Finding
from dflint.lint.fixes import Fixed, fix
from dflint.model.file import Entry, File
from dflint.model.project import load
from dflint.model.script import Command
from dflint.settings import Template, preset
from dflint.syntax.nodes import Instruction
from dflint.text import Edit, Fix, Span, delete, display, insert, replace, safe, unsafe
from tests.lint.conftest import Add

SETTINGS = preset("docker")._replace(select=("XX",))
Make = Callable[[str, int], Edit]


def run(text: str | bytes, name: str = "Dockerfile", **options: object) -> Fixed:
    """What fixing makes of a file, with the rules of the test alone."""
    data = text if isinstance(text, bytes) else text.encode()
    settings = SETTINGS._replace(**options)  # type: ignore[arg-type]
    return fix(load("/nowhere", [Entry(f"/nowhere/{name}", name, settings, data=data)]))


def result(text: str, **options: object) -> str:
    """The fixed text; no fix may be refused."""
    found = run(text, **options)
    assert found.bugs == []
    return found.changes[0].new.text if found.changes else text


def swap(old: str, new: str, make: Callable[..., Fix] = safe) -> Callable[[File], Iterator[Finding]]:
    """A rule that puts `new` into the place of each `old`."""

    def check(file: File) -> Iterator[Finding]:
        text = file.source.text
        at = text.find(old)
        while at >= 0:
            span = Span(at, at + len(old))
            yield Finding(span, f"no {old!r}", make(replace(span, new)))
            at = text.find(old, at + len(old))

    return check


def edits(*made: Edit, when: str = "") -> Callable[[File], Iterator[Finding]]:
    """A rule that makes the same edits, at fixed places, in the text `when`, or in any."""

    def check(file: File) -> Iterator[Finding]:
        if when in ("", file.source.text):
            yield Finding(Span(0, 1), "no", safe(*made))

    return check


def test_all_findings_of_a_file_are_fixed_in_one_pass(add: Add) -> None:
    add("XX001", swap("apt-get", "apt"))
    found = run("FROM a\nRUN apt-get update && apt-get install b\n")
    (change,) = found.changes
    assert change.new.text == "FROM a\nRUN apt update && apt install b\n"
    assert (change.fixed, found.diagnostics, found.bugs) == ({"XX001": 2}, [], [])


def test_passes_repeat_until_quiet(add: Add) -> None:
    add("XX001", swap("FROM a\n", "FROM b\n"))
    add("XX002", swap("FROM b\n", "FROM c\n"))
    add("XX003", swap("FROM c\n", "FROM d\n"))
    assert result("FROM a\n") == "FROM d\n"


def test_a_fix_that_does_not_go_with_another_waits(add: Add) -> None:
    """Alone it is right, so nothing is told; the next pass sees what there is to mend then."""
    old = "FROM a\nRUN cd /b\n"
    add("XX001", edits(replace(Span(7, 13), "WORKDIR"), when=old))
    add("XX002", edits(insert(16, " || exit"), when=old))
    assert result(old) == "FROM a\nWORKDIR /b\n"


# Two rules, and what becomes of `FROM abcd`; of overlapping fixes the first by place comes first.
OVERLAPS = [
    (("ab", "12"), ("cd", "34"), "FROM 1234"),
    (("abc", "12"), ("cd", "34"), "FROM 12d"),
    (("bc", "12"), ("abcd", "3"), "FROM 3"),
    (("abcd", "bcd"), ("bcd", "x"), "FROM x"),
    (("ab", "ab"), ("cd", "x"), "FROM abx"),
]


@pytest.mark.parametrize(("one", "other", "expected"), OVERLAPS)
def test_overlaps(add: Add, one: tuple[str, str], other: tuple[str, str], expected: str) -> None:
    add("XX001", swap(*one))
    add("XX002", swap(*other))
    assert result("FROM abcd\n") == expected + "\n"


def test_insertions_at_one_place_wait_for_each_other(add: Add) -> None:
    def missing(word: str) -> Callable[[File], Iterator[Finding]]:
        def check(file: File) -> Iterator[Finding]:
            if word not in file.source.text:
                yield Finding(Span(0, 4), f"no {word}", safe(insert(7, f"RUN {word}\n")))

        return check

    for number in range(5):
        add(f"XX00{number}", missing(f"x{number}"))
    assert result("FROM a\n") == "FROM a\n" + "".join(f"RUN x{number}\n" for number in (4, 3, 2, 1, 0))


@pytest.mark.parametrize(
    ("make", "options", "expected"),
    [
        (safe, {}, True),
        (unsafe, {}, False),
        (unsafe, {"unsafe_fixes": True}, True),
        (display, {"unsafe_fixes": True}, False),
        (safe, {"unfixable": ("XX",)}, False),
        (safe, {"unfixable": ("XX",), "fixable": ("XX001",)}, True),
        (safe, {"fixable": ()}, False),
        (safe, {"fixable": ("XX002",)}, False),
    ],
)
def test_what_may_be_applied(add: Add, make: Callable[..., Fix], options: dict[str, object], *, expected: bool) -> None:
    add("XX001", swap("a", "b", make))
    found = run("FROM a\n", **options)
    assert bool(found.changes) is expected
    if not expected:
        assert [item.code for item in found.diagnostics] == ["XX001"]


@pytest.mark.parametrize(
    ("text", "made", "expected"),
    [
        ("FROM a\r\nRUN b\r\n", insert(8, "RUN c\n"), "FROM a\r\nRUN c\r\nRUN b\r\n"),
        ("FROM a\r\nRUN b", insert(13, " && \\\n  c"), "FROM a\r\nRUN b && \\\r\n  c"),
        ("FROM a\r\nRUN b\r\n", insert(8, "RUN c\r\n"), "FROM a\r\nRUN c\r\nRUN b\r\n"),
        ("FROM a\nRUN b", insert(12, " && \\\n  c"), "FROM a\nRUN b && \\\n  c"),
        ("\ufeffFROM a\n", insert(0, "# x\n"), "\ufeff# x\nFROM a\n"),
        ("\ufeffFROM a\n", delete(Span(0, 1)), "FROM a\n"),
        ("FROM \U0001f600\nRUN b\n", insert(7, "RUN c\n"), "FROM \U0001f600\nRUN c\nRUN b\n"),
    ],
)
def test_line_endings_and_byte_order_mark_are_kept(add: Add, text: str, made: Edit, expected: str) -> None:
    add("XX001", edits(made, when=text))
    assert result(text) == expected


def test_bytes_that_are_no_text_are_kept(add: Add) -> None:
    add("XX001", swap("apt-get", "apt"))
    (change,) = run(b"FROM a\n# \xff\xfe\nRUN apt-get \xe9\x80\n").changes
    assert change.new.to_bytes() == b"FROM a\n# \xff\xfe\nRUN apt \xe9\x80\n"


HEREDOC = "FROM a\nRUN <<EOF\n# one\napt-get x\nEOF\nCOPY <<F /f\n# two\nF\n"
# A text, an edit that claims to be a fix of it, and a word of the reason why it is refused.
WRONG: dict[str, tuple[str, Any, str]] = {
    "no instruction": ("FROM a\nRUN b\n", replace(Span(7, 10), "RAN"), "not be valid any more (E001"),
    "no base": ("FROM a\n", delete(Span(0, 7)), "not be valid any more"),
    "comment": ("FROM a\n# c\nRUN b\n", replace(Span(5, 12), "a\nRUN "), "the comment in line 2 would be lost"),
    "half a comment": ("FROM a\n# ARG c\n", replace(Span(6, 8), "\n"), "the comment in line 2 would be lost"),
    "comment inside": ("FROM a\nRUN b && \\\n# c\n c\n", replace(Span(10, 23), " b && c"), "the comment in line 3"),
    "text of a comment inside": ("FROM a\nRUN b && \\\n# c && \\\n d\n", delete(Span(20, 24)), "in line 3"),
    "suppression inside": ("FROM a\nRUN b && \\\n# dflint: ignore[XX009] c\n d\n", delete(Span(18, 44)), ""),
    "instruction around a comment": (
        'FROM a\nCMD ["a", \\\n # c\n "b"]\nCMD b\n', (delete(Span(7, 19)), delete(Span(24, 30))), ""),
    "instruction inside another": ("FROM a\nRUN b \\\nENV c=d\n", delete(Span(12, 14)), ""),
    "code to comment": ("FROM a\nRUN b\nRUN c\n", insert(13, "# "), '"c" in line 3 would change'),
    "comment of a heredoc": (HEREDOC, delete(Span(17, 23)), "the comment in line 3 would be lost"),
    "commented heredoc": (HEREDOC, replace(Span(16, 24), "\nx\n"), "the comment in line 3 would be lost"),
    "end of a heredoc": (HEREDOC, delete(Span(33, 37)), "would"),
    "name of a heredoc": (HEREDOC, replace(Span(13, 16), "END"), "would"),
    "directive": ("# escape=`\nFROM a\nRUN b\n", insert(0, "# x\n"), "would be lost"),
    "new directive": ("# x\n# escape=`\nFROM a\nRUN b\n", delete(Span(0, 4)), "would be lost"),
    "continuation": ("FROM a\nRUN b \\\n c\n", delete(Span(13, 14)), "not be valid any more"),
    "next line": ("FROM a\nRUN b\nRUN c\n", insert(12, " \\"), "RUN in line 3 would change"),
    "last line": ("FROM a\nRUN b", insert(12, "c"), ""),
    "quote": ("FROM a\nRUN b c && d e\n", insert(12, " '"), "could not read"),
    "words joined": ("FROM a\nRUN b c d\n", delete(Span(12, 13)), '"b" in line 2 would change'),
    "word before": ("FROM a\nRUN sudo b c\n", replace(Span(11, 16), "exec"), '"b" in line 2 would change'),
    "shell comment": ("FROM a\nRUN b && c d\n", insert(13, "# "), "would change"),
    "argument": ("FROM a\nCOPY b c d\n", insert(13, " "), ""),
    "arguments joined": ("FROM a\nCOPY b c d\n", delete(Span(13, 14)), '"b" in line 2 would change'),
    "flag": ("FROM a\nCOPY --link b c\n", insert(11, " x"), "would change"),
    "json": ('FROM a\nCMD ["b", "c"]\n', delete(Span(15, 16)), "could not read"),
    "order": ("FROM a\nRUN b\nRUN c\n", insert(7, "RUN x \\\n"), "would change"),
    "outside": ("FROM a\n", insert(99, "x"), "it lies outside of the file"),
    "line ending": ("FROM a\r\nRUN b\r\n", replace(Span(13, 15), "\r"), "a line ending would be broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fix_is_refused_and_told(add: Add, name: str) -> None:
    text, made, reason = WRONG[name]
    add("XX001", edits(*(made if isinstance(made[0], Edit) else [made]), when=text))
    found = run(text)
    if not reason:
        assert found.bugs == []
        assert found.changes
        return
    (bug,) = found.bugs
    assert found.changes == []
    assert bug.startswith("Dockerfile:1:1: the fix of XX001 is wrong here and was left out: ")
    assert reason in bug
    assert bug.endswith("please report this")
    assert [item.code for item in found.diagnostics] == ["XX001"]


def test_edits_of_one_fix_that_overlap_are_refused(add: Add) -> None:
    add("XX001", edits(replace(Span(5, 6), "b"), replace(Span(5, 7), "c\n")))
    (bug,) = run("FROM a\n").bugs
    assert "its edits overlap" in bug


def test_the_others_are_fixed_beside_a_wrong_one(add: Add) -> None:
    add("XX001", swap("apt-get", "apt"))
    add("XX002", swap("RUN bad", "RAN bad"))
    text = "FROM a\n" + "RUN apt-get x\n" * 5 + "RUN bad\n" + "RUN apt-get y\n" * 5 + "RUN bad z\n"
    found = run(text)
    assert found.changes[0].new.text == text.replace("apt-get", "apt")
    assert [bug.partition(" is wrong")[0] for bug in found.bugs] == [
        "Dockerfile:7:1: the fix of XX002", "Dockerfile:13:1: the fix of XX002",
    ]  # fmt: skip


def test_fixes_without_an_end_are_left_out(add: Add) -> None:
    add("XX001", swap("FROM a", "FROM b"))
    add("XX002", swap("FROM b", "FROM a"))
    add("XX003", swap("apt-get", "apt"))
    found = run("FROM a\nRUN apt-get x\n")
    assert found.changes[0].new.text == "FROM a\nRUN apt x\n"
    assert found.bugs == ["Dockerfile: the fixes of XX001, XX002 come to no end and were left out; please report this"]


def test_a_fix_that_changes_nothing_is_none(add: Add) -> None:
    add("XX001", swap("a", "a"))
    found = run("FROM a\n")
    assert (found.changes, found.bugs, len(found.diagnostics)) == ([], [], 1)


def test_suppressed_findings_are_not_fixed(add: Add) -> None:
    add("XX001", swap("apt-get", "apt"))
    text = "FROM a\n# dflint: ignore[XX001] why\nRUN apt-get x\nRUN apt-get y\n"
    assert result(text) == text.replace("apt-get y", "apt y")


def test_files_that_the_builder_refuses_are_fixed_too(add: Add) -> None:
    add("XX001", swap("apt-get", "apt"))
    assert result("FROM a\nRAN b\nRUN apt-get x\n") == "FROM a\nRAN b\nRUN apt x\n"


def test_a_fix_that_does_not_fit_a_file_that_the_builder_refuses_is_no_bug(add: Add) -> None:
    add("XX001", swap("RUN b", "RAN b"))
    found = run("FROM a\nRAN b\nRUN b\n")
    assert (found.changes, found.bugs, len(found.diagnostics)) == ([], [], 2)


def test_rules_about_other_files_are_asked_again(add: Add) -> None:
    """A fix in one file gives a finding in another one, which was quiet before."""

    def follow(file: File) -> Iterator[Finding]:
        at = file.source.text.find("old")
        if at >= 0:
            yield Finding(Span(at, at + 3), "no", safe(replace(Span(at, at + 3), "new")))

    from dflint.model.project import Project

    def second(project: Project) -> Iterator[Finding]:
        one, other = project.files
        if "new" in one.source.text and "b" in other.source.text:
            yield Finding(Span(5, 6), "no", safe(replace(Span(5, 6), "c")), file=other)

    add("XX001", follow)
    add("XX002", second)
    entries = [Entry(f"/n/{name}", name, SETTINGS, data=text) for name, text in
               {"Dockerfile.1": b"FROM old\n", "Dockerfile.2": b"FROM b\n"}.items()]  # fmt: skip
    found = fix(load("/n", entries))
    assert [change.new.text for change in found.changes] == ["FROM new\n", "FROM c\n"]
    assert found.diagnostics == []


def yes(command: Command) -> Iterator[Finding]:
    """A rule as real ones are: it edits a command."""
    if command.runs("apt-get", "install") and not command.has("-y"):
        yield Finding(command.verb.span, "no -y", safe(insert(command.verb.span.end, " -y")))


def lower(node: Instruction) -> Iterator[Finding]:
    if node.written != node.keyword:
        yield Finding(node.keyword_span, "lower case", safe(replace(node.keyword_span, node.keyword)))


SHELL = [
    ("RUN apt-get install a", "RUN apt-get install -y a"),
    ("run apt-get install a", "RUN apt-get install -y a"),
    ("RUN apt-get install", "RUN apt-get install -y"),
    ("RUN apt-get \\\n  # c\n  install a # b", "RUN apt-get \\\n  # c\n  install -y a # b"),
    ("RUN <<EOF\n# c\napt-get install a\nEOF", "RUN <<EOF\n# c\napt-get install -y a\nEOF"),
    ("ONBUILD RUN (apt-get install a | b) > c", "ONBUILD RUN (apt-get install -y a | b) > c"),
    ('RUN bash -c "apt-get install a && b"', 'RUN bash -c "apt-get install -y a && b"'),
    ("RUN X=$(apt-get install a)", "RUN X=$(apt-get install -y a)"),
]


@pytest.mark.parametrize(("text", "expected"), SHELL)
def test_commands(add: Add, text: str, expected: str) -> None:
    add("XX001", yes)
    add("XX002", lower)
    assert result(f"FROM a\n{text}\nRUN b\n") == f"FROM a\n{expected}\nRUN b\n"
    assert result(f"FROM a\r\n{text}\r\nRUN b\r\n".replace("\r\n", "\n").replace("\n", "\r\n")) == (
        f"FROM a\n{expected}\nRUN b\n".replace("\n", "\r\n")
    )


def exits(command: Command) -> Iterator[Finding]:
    if command.name == "cd" and "exit" not in command.script.text:
        end = command.script.locate(command.raw.words[-1].start, command.raw.words[-1].end).end
        yield Finding(command.name_span, "no exit", safe(insert(end, " || exit")))


def cut(file: File) -> Iterator[Finding]:
    at = file.source.text.find(" \\\nRUN")
    if at >= 0:
        yield Finding(Span(at, at + 2), "one too many", safe(delete(Span(at, at + 2))))


ENDS = [
    ("RUN <<EOF\na\ncd /b\nEOF", "RUN <<EOF\na\ncd /b || exit\nEOF"),
    ("RUN export A=1 && b \\\nRUN c", "RUN export A=1 && b\nRUN c"),
    ("CMD a; export A=1; b $A", 'CMD ["/bin/sh", "-c", "a; export A=1; b $A"]'),
]


@pytest.mark.parametrize(("text", "expected"), ENDS)
def test_ends_of_commands(add: Add, text: str, expected: str) -> None:
    add("XX001", exits)
    add("XX002", cut)
    add("XX003", swap("CMD a; export A=1; b $A", 'CMD ["/bin/sh", "-c", "a; export A=1; b $A"]'))
    assert result(f"FROM a\n{text}\n") == f"FROM a\n{expected}\n"


M4 = "define(`X',`RUN apt-get install x')FROM a\nRUN apt-get install a\nX\nRUN apt-get install NAME\n"


def test_templates_are_fixed_where_their_text_is_literal(add: Add) -> None:
    add("XX001", yes)
    found = run(M4, "Dockerfile.m4", template=Template(definitions={"NAME": "n"}))
    (change,) = found.changes
    assert change.new.text == M4.replace("install a", "install -y a").replace("install NAME", "install -y NAME")
    assert (change.fixed, found.bugs) == ({"XX001": 2}, [])
    assert [item.line for item in found.diagnostics] == [3]


def test_the_variants_of_a_template_count_once(add: Add) -> None:
    add("XX001", yes)
    variants = ({"name": "one", "NAME": "n"}, {"name": "two", "NAME": "m"})
    text = "FROM NAME\nRUN apt-get install a\nifelse(NAME,n,RUN apt-get install b)\n"
    found = run(text, "Dockerfile.m4", template=Template(variants=variants))
    assert found.changes[0].fixed["XX001"] in (1, 2)
    assert "install -y a" in found.changes[0].new.text


def test_a_fix_that_breaks_one_variant_of_a_template_is_refused(add: Add) -> None:
    add("XX001", swap("FROM n\n", "FROM n \\\n"))
    found = run("FROM n\nRUN b\n", "Dockerfile.m4", template=Template(variants=({"name": "1"}, {"name": "2"})))
    assert found.changes == []
    assert len(found.bugs) == 1


def test_a_fix_that_a_template_language_reads_is_not_made(add: Add) -> None:
    add("XX001", swap("FROM n", "FROM `n'"))
    found = run("FROM n\nRUN b\n", "Dockerfile.m4")
    assert (found.changes, found.bugs) == ([], [])
