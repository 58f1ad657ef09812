"""Stages, the images that they name, and what is in force in them."""

import pytest

from dflint.syntax.nodes import Cmd, Run
from tests.model.texts import file

PARENTS = [
    ("FROM a AS s\nFROM s\n", [None, 0]),
    ("FROM a AS Build\nFROM bUILD\n", [None, 0]),
    ("FROM a as s\nFROM s\n", [None, 0]),
    ("FROM s\nFROM a AS s\n", [None, None]),
    ("FROM a AS s\nFROM b AS s\nFROM s\n", [None, None, 1]),
    ("FROM a\nFROM 0\n", [None, None]),
    ("ARG N=s\nFROM a AS s\nFROM $N\n", [None, 0]),
    ("FROM s AS s\nFROM s AS s\n", [None, 0]),
    ("FROM a AS s\nFROM s:latest\n", [None, None]),
]


@pytest.mark.parametrize(("text", "expected"), PARENTS)
def test_parents(text: str, expected: list[int | None]) -> None:
    assert [stage.parent.index if stage.parent else None for stage in file(text).stages] == expected


# Each reference as (text, index of the stage that it means).
REFERENCES = [
    ("COPY --from=s /a /b\n", [("s", 0)]),
    ("COPY --from=S /a /b\n", [("S", 0)]),
    ("COPY --from=0 /a /b\n", [("0", 0)]),
    ("COPY --from=1 /a /b\n", [("1", None)]),
    ("COPY --from=t /a /b\n", [("t", None)]),
    ("COPY --from=nginx:1.27 /a /b\n", [("nginx:1.27", None)]),
    ("COPY /a /b\n", []),
    ("RUN --mount=type=bind,from=s,target=/a true\n", [("s", 0)]),
    ("RUN --mount=from=x --mount=type=cache,target=/c,FROM=s true\n", [("x", None), ("s", 0)]),
    ("RUN --mount=type=cache,target=/c true\n", []),
    ("ONBUILD COPY --from=s /a /b\n", [("s", 0)]),
    ("RUN cp --from=s /a /b\n", []),
]


@pytest.mark.parametrize(("line", "expected"), REFERENCES)
def test_references(line: str, expected: list[tuple[str, int | None]]) -> None:
    model = file(f"FROM a AS s\nFROM b AS t\n{line}")
    found = [(item.text, item.stage.index if item.stage else None) for item in model.references]
    assert found == [("a", None), ("b", None), *expected]


def test_a_variable_in_copy_is_not_resolved() -> None:
    reference = file("ARG X=s\nFROM a AS s\nFROM b\nARG X\nCOPY --from=$X /a /b\n").references[-1]
    assert (reference.text, reference.value.known, reference.stage) == ("$X", False, None)


IN_FORCE = [
    ("FROM a\nCMD 1\nCMD 2\n", "2"),
    ("FROM a AS s\nCMD 1\nFROM s\n", "1"),
    ("FROM a AS s\nCMD 1\nFROM s AS t\nFROM t\nCMD 2\n", "2"),
    ("FROM a AS s\nCMD 1\nFROM b\n", None),
    ("FROM a AS s\nFROM b\nCMD 1\nFROM s\n", None),
    ("FROM a\nONBUILD CMD 1\n", None),
    ("CMD 1\nFROM a\n", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), IN_FORCE)
def test_in_force(text: str, expected: str | None) -> None:
    node = file(text).in_force(Cmd)
    assert (node.rest.text if node else None) == expected


# What is in force at the RUN: SHELL, USER, WORKDIR.
EFFECTIVE = [
    ("FROM a\nRUN x\n", None, None, None),
    ('FROM a\nSHELL ["bash", "-c"]\nUSER u\nWORKDIR /w\nRUN x\n', ("bash", "-c"), "u", "/w"),
    ('FROM a\nRUN x\nSHELL ["bash", "-c"]\nUSER u\nWORKDIR /w\n', None, None, None),
    ('FROM a AS s\nSHELL ["bash", "-c"]\nUSER u\nWORKDIR /w\nFROM s\nRUN x\n', ("bash", "-c"), "u", "/w"),
    ("FROM a AS s\nUSER u\nFROM b\nRUN x\n", None, None, None),
    ("FROM a\nUSER u\nUSER root\nRUN x\n", None, "root", None),
    ("FROM a\nUSER u:g\nRUN x\n", None, "u:g", None),
    ("FROM a\nARG U=u\nUSER $U\nWORKDIR /home/$U\nRUN x\n", None, "u", "/home/u"),
    ("FROM a\nWORKDIR /a\nWORKDIR b\nRUN x\n", None, None, "/a/b"),
    ("FROM a\nWORKDIR /\nWORKDIR b\nRUN x\n", None, None, "/b"),
    ("FROM a AS s\nWORKDIR /a\nFROM s\nWORKDIR b\nRUN x\n", None, None, "/a/b"),
    ("FROM a AS s\nWORKDIR /a\nFROM s\nWORKDIR /b\nRUN x\n", None, None, "/b"),
    ("FROM a\nWORKDIR b\nRUN x\n", None, None, "b"),
    ("FROM a\nWORKDIR C:\\\\w\nRUN x\n", None, None, "C:\\w"),
]


@pytest.mark.parametrize(("text", "shell", "user", "workdir"), EFFECTIVE)
def test_effective(text: str, shell: tuple[str, ...] | None, user: str | None, workdir: str | None) -> None:
    stage = file(text).stages[-1]
    node = stage.of(Run)[0]
    found_user, found_workdir = stage.user(node), stage.workdir(node)
    assert stage.shell(node) == shell
    assert (found_user.text if found_user else None) == user
    assert (found_workdir.text if found_workdir else None) == workdir


def test_base_is_where_the_final_image_starts() -> None:
    model = file("FROM a AS s\nFROM b AS t\nFROM s\n")
    assert model.base is not None and model.base.text == "a"
    assert [stage.index for stage in model.descent] == [2, 0]
    assert file("").base is None
