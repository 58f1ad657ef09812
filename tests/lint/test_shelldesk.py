"""What ShellCheck is given to read, and what its answers are taken for."""

from collections.abc import Callable
from typing import Any

import pytest

from dflint.embedded import batches as batches_module
from dflint.embedded import shellcheck
from dflint.embedded.sift import Sifted, sift
from dflint.lint import shelldesk
from dflint.lint.scripts import Answers
from dflint.lint.shelldesk import ShellDesk

Comments = list[dict[str, Any]]
Say = Callable[[str], Comments | None]
HEAD = "#!/bin/sh\n"


class Batches:
    """Stands for ShellCheck: `say` is what it says of a text, None when it comes to no end."""

    program = "shellcheck"
    error = ""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.given: list[str] = []
        self._new: list[str] = []

    def add(self, text: str) -> None:
        self.given.append(text)
        self._new.append(text)

    def tick(self) -> None:
        pass

    def collect(self) -> tuple[dict[str, Comments], list[str]]:
        new, self._new = {text: self.say(text) for text in self._new}, []
        found = {text: said for text, said in new.items() if said is not None}
        return found, [text for text in new if text not in found]


Open = Callable[[Say], tuple[ShellDesk, Batches]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a desk with a ShellCheck that says what it is told."""

    def desk(say: Say) -> tuple[ShellDesk, Batches]:
        batches = Batches(say)
        monkeypatch.setattr(shellcheck, "find_program", lambda *_: "/shellcheck")
        monkeypatch.setattr(batches_module, "Batches", lambda *_: batches)
        monkeypatch.setattr(shelldesk, "_known", {})
        return ShellDesk(["/"], 1, []), batches

    return desk


def known(*lines: str) -> dict[str, Any]:
    """The texts of `lines`, with what is left of them."""
    return {f"{HEAD}{line}\n": sift(f"{HEAD}{line}\n", line) for line in lines}


def comment(column: int, end: int) -> dict[str, Any]:
    place = {"line": 2, "column": column, "endLine": 2, "endColumn": end}
    return {**place, "code": 1, "level": "info", "message": "a", "fix": None}


def columns(answers: Answers | None, line: str) -> list[int] | None:
    """The columns of the comments on `line`; None when it was not read to its end."""
    assert answers is not None
    comments = answers.comments[f"{HEAD}{line}\n"]
    return None if comments is None else [each["column"] for each in comments]


def test_what_is_left_is_read_once(opened: Open) -> None:
    desk, batches = opened(lambda _: [comment(6, 10)])
    query = desk.ask(known("make a && expr a b", "make all && expr a b", "expr a b"))
    assert batches.given == [f"{HEAD}x && expr a b\n", f"{HEAD}expr a b\n"]
    assert desk.answers(query) is None
    desk.tick()
    answers = desk.answers(query)
    assert [columns(answers, line) for line in ("make a && expr a b", "make all && expr a b")] == [[11], [13]]
    again = desk.ask(known("make b c && expr a b"))
    assert len(batches.given) == 2
    assert columns(desk.answers(again), "make b c && expr a b") == [13]


def test_the_whole_text_is_read_where_what_is_left_does_not_tell(opened: Open) -> None:
    desk, batches = opened(lambda text: [comment(1, 2) if "x &&" in text else comment(1, 7)])
    query = desk.ask(known("make a && expr a b"))
    desk.tick()
    assert desk.answers(query) is None
    assert batches.given == [f"{HEAD}x && expr a b\n", f"{HEAD}make a && expr a b\n"]
    desk.tick()
    assert columns(desk.answers(query), "make a && expr a b") == [1]


def test_what_is_left_has_no_end(opened: Open) -> None:
    desk, batches = opened(lambda _: None)
    query = desk.ask(known("make a && expr a b"))
    desk.tick()
    assert columns(desk.answers(query), "make a && expr a b") is None
    again = desk.ask(known("make b c && expr a b"))
    assert columns(desk.answers(again), "make b c && expr a b") is None
    assert len(batches.given) == 1


def test_what_is_foreseen_is_not_read(opened: Open) -> None:
    desk, batches = opened(lambda _: [])
    query = desk.ask({f"{HEAD}make $A\n": [comment(6, 8)]})
    assert not batches.given
    assert columns(desk.answers(query), "make $A") == [6]


def test_texts_that_are_left_are_sifted() -> None:
    assert all(isinstance(each, Sifted) for each in known("make a && expr a b", "make b c && expr a b").values())
