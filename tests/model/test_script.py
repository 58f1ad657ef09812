"""The scripts of RUNs: their shell, their commands with the words expanded, their places and mounts."""

import pytest

from dflint.model.file import File
from dflint.model.script import Command, Script, scripts
from dflint.syntax.nodes import Onbuild, Run
from tests.model.texts import file


def all_scripts(document: File) -> list[Script]:
    found = []
    for stage in document.blocks:
        for node in stage.instructions:
            run = node.inner if isinstance(node, Onbuild) else node
            if isinstance(run, Run):
                found += scripts(run, stage, isinstance(node, Onbuild))
    return found


def only(text: str) -> Script:
    (script,) = all_scripts(file(text))
    return script


def words(command: Command) -> str:
    """The words after the name; `?` before one that is not known, `*` behind one that no fix can change."""
    return " ".join(("" if word.known else "?") + word.text + ("" if word.literal else "*") for word in command.args)


BASE = "FROM x\nENV ONE=1 TWO='a b' EMPTY=\nARG OPEN\nARG GIVEN=g\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("c a 'b c' \"d\"", "a b c d"),
        ("c $ONE ${ONE} x$ONE", "1* 1* x1*"),
        ("c $TWO", "a* b*"),
        ('c "$TWO"', "a b*"),
        ("c $EMPTY a", "a"),
        ('c "$EMPTY" a', "* a"),
        ("c $GIVEN", "g*"),
        ("c $OPEN", "?$OPEN*"),
        ("c $NEVER a", "?$NEVER* a"),
        ("c ${NEVER:-d}", "d*"),
        ("c '$ONE'", "$ONE"),
        ("c \\$ONE", "$ONE*"),
        ("c $(cat x) `y`", "?$(cat x)* ?`y`*"),
        ("c $1 $@ $?", "?$1* ?$@* ?$?*"),
        ("c $((1+2))", "?$((1+2))*"),
        ("X=2 && c $X", "2*"),
        ("X='p q'; c $X", "p* q*"),
        ("X=$ONE; c $X", "1*"),
        ("X=$(y); c $X", "?$X*"),
        ("X=1; X=2; c $X", "?$X*"),
        ("if a; then X=1; fi; c $X", "?$X*"),
        ("for X in 1 2; do c $X; done", "?$X*"),
        ("for ONE in 1 2; do c $ONE; done", "?$ONE*"),
        ("export X=3; c $X", "3*"),
        ("read ONE; c $ONE", "?$ONE*"),
        ("sudo c $ONE", "1*"),
        ('bash -c "c \\"x\\" $ONE"', "x* 1*"),
        ("bash -c 'c $ONE x'", "1* x"),
        ("c {a,b}.txt *.deb", "{a,b}.txt *.deb"),
    ],
)
def test_expansion(line: str, expected: str) -> None:
    script = only(f"{BASE}RUN {line}\n")
    assert words(next(command for command in script.commands if command.name == "c")) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RUN a", "sh"),
        ('SHELL ["/bin/bash", "-c"]\nRUN a', "bash"),
        ('SHELL ["powershell", "-Command"]\nRUN a', "powershell"),
        ('SHELL ["C:\\\\\\\\x\\\\\\\\PWSH.EXE", "-c"]\nRUN a', "pwsh"),
        ('SHELL ["/bin/bash", "-c"]\nFROM y\nRUN a', "sh"),
        ('SHELL ["/bin/ash", "-c"]\nONBUILD RUN a', "ash"),
        ("RUN <<EOF\na\nEOF", "sh"),
        ("RUN <<EOF\n#!/bin/bash -e\na\nEOF", "bash"),
        ("RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF", "bash"),
        ("RUN <<EOF\n#!/usr/bin/env zsh\na\nEOF", "zsh"),
        ('SHELL ["/bin/bash", "-c"]\nRUN <<EOF\na\nEOF', "bash"),
    ],
)
def test_shells(lines: str, expected: str) -> None:
    assert only(f"FROM x\n{lines}\n").shell == expected


def test_windows_has_no_commands() -> None:
    script = only("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a b\n")
    assert (script.shell, script.commands, script.parsed.is_chain) == ("cmd", [], False)


def test_stage_takes_the_shell_of_its_parent() -> None:
    text = 'FROM x AS a\nSHELL ["/bin/bash", "-c"]\nFROM a\nRUN c\n'
    assert only(text).shell == "bash"


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("RUN <<EOF\na x\nb\nEOF", ["a x", "b"]),
        ("RUN <<-EOF\n\ta x\n\t\tb\n\tEOF", ["a x", "b"]),
        ("RUN <<'EOF'\na $ONE\nEOF", ["a $ONE"]),
        ("RUN bash <<EOF\na\nEOF", ["bash", "a"]),
        ("RUN bash -e <<EOF && b\na\nEOF", ["bash -e", "b", "a"]),
        ("RUN cat <<EOF > /f && b\na\nEOF", ["cat", "b"]),
        ("RUN python3 <<EOF\nimport a\nEOF", ["python3"]),
        ("RUN <<EOF\n#!/usr/bin/python3\nimport a\nEOF", []),
        ("RUN <<EOF\n#!/bin/sh\na\nEOF", ["a"]),
        ("RUN --mount=type=cache,target=/c <<EOF\na\nEOF", ["a"]),
        ("ONBUILD RUN <<EOF\na\nEOF", ["a"]),
        ("RUN a && \\\n  # note\n  b", ["a", "b"]),
        ("RUN a \\\n  x \\\n\n  y", ["a \\\n  x \\\n\n  y"]),
        ("RUN bash -c 'a x' && b", ["bash -c 'a x'", "a x", "b"]),
        ("ONBUILD RUN a x && b", ["a x", "b"]),
        ('RUN ["a", "x"]', ['"a"']),
        ('RUN ["sh", "-c", "a x"]', ['"sh"', '"a x"']),
        ('RUN ["sudo", "a", "x"]', ['"sudo"', '"a"']),
    ],
)
def test_places(run: str, expected: list[str]) -> None:
    """The text in the file of each command of the RUN."""
    document = file(f"FROM x\nENV ONE=1\n{run}\n")
    found = [command for script in all_scripts(document) for command in script.commands]
    assert [document.source[command.span] for command in found] == expected


def test_argv_is_not_expanded() -> None:
    """No shell reads it; the text behind `sh -c` is read by one."""
    script = only(f'{BASE}RUN ["c", "$ONE", "x y"]\n')
    assert words(script.commands[0]) == "$ONE x y"
    script = only(f'{BASE}RUN ["sh", "-c", "c $ONE"]\n')
    assert words(script.commands[1]) == "1*"
    assert script.parsed.is_chain is False


def test_argv_does_not_depend_on_the_shell() -> None:
    script = only('FROM x\nSHELL ["pwsh", "-c"]\nRUN ["a", "b"]\n')
    assert [command.name for command in script.commands] == ["a"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("--mount=type=cache,target=/a", ["/a"]),
        ("--mount=type=cache,dst=/a --mount=type=tmpfs,destination=/b", ["/a", "/b"]),
        ("--mount=target=/a,type=cache,sharing=locked", ["/a"]),
        ("--mount=type=bind,target=/a --mount=type=secret,id=x --mount=target=/b", []),
        ("--mount=type=cache,target=${ONE}/a", ["1/a"]),
        ("--mount=type=cache,Target=/a", ["/a"]),
        ("--network=none", []),
    ],
)
def test_mounts(flags: str, expected: list[str]) -> None:
    assert only(f"{BASE}RUN {flags} a\n").mounts("cache", "tmpfs") == expected


def test_onbuild() -> None:
    script = only("FROM x\nONBUILD RUN a\n")
    assert script.onbuild
    assert not only("FROM x\nRUN a\n").onbuild


def test_without_from() -> None:
    (command,) = only("RUN apt-get install -y a\n").commands
    assert command.runs("apt-get", "install") and command.has("-y")


def test_call() -> None:
    """Subcommand, options and operands of the expanded words."""
    command = only(f"{BASE}RUN sudo /usr/bin/apt-get -o X=1 install -qy $TWO c\n").commands[1]
    assert command.runs("apt-get") and command.runs("apt-get", "update", "install") and not command.runs("apt")
    assert [word.text for word in command.operands] == ["a", "b", "c"]
    assert command.verb.text == "install" and command.has("-y") and not command.has("-x")
    option = command.option("--option", "-o")
    assert option is not None and option.value == "X=1"
    assert command.prefixed and command.script.after(command) == []


def test_programs() -> None:
    script = only("FROM x\nRUN sudo pip3.11 install a && python -m pip list; /bin/sh -c 'mamba update'\n")
    assert script.programs == {"sudo", "pip", "sh", "conda"}
    assert [command.program for command in script.commands] == ["sudo", "pip", "pip", "sh", "conda"]
    assert [command.name for command in script.commands] == ["sudo", "pip3.11", "python", "sh", "mamba"]
