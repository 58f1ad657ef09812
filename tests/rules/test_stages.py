"""The rules about build stages, where names, numbers and mounts meet."""

from pathlib import Path

import pytest

from dflint.lint.finding import ERROR
from dflint.text import apply
from tests.rules.trees import found, said

SOURCES = [
    ("FROM a:1 AS b\nFROM c:1\nCOPY --from=b x y", []),
    ("FROM a:1 AS b\nFROM c:1\nCOPY --from=B x y", []),
    ("FROM a:1 AS b\nFROM c:1\nCOPY --from=0 x y", []),
    ("FROM a:1 AS b\nFROM c:1\nCOPY --from=1 x y", ["3 DL3023 '1'"]),
    ("FROM a:1 AS b\nFROM c:1\nCOPY --from=2 x y", ["3 DL3022 '2'"]),
    ("FROM a:1\nCOPY --from=1 x y\nFROM c:1", ["2 DL3022 '1'"]),
    ("FROM a:1 AS b\nCOPY --from=b x y", ["2 DL3023 'b'"]),
    ("FROM a:1 AS b\nCOPY --from=c x y\nFROM d:1 AS c", ["2 DL3022 'c'"]),
    ("FROM a:1\nCOPY --from=$X x y", ["2 DL3022 '$X'"]),
    ("FROM a:1\nCOPY --from=nginx:1 x y", []),
    ("FROM a:1\nCOPY --from=nginx x y", ["2 DF043 'nginx'"]),
    ("FROM a:1 AS builder\nFROM c:1\nCOPY --from=biulder x y", ["3 DL3022 'biulder'"]),
    ("FROM a:1 AS builder\nFROM c:1\nCOPY --from=biulder:1 x y", []),
    ("FROM a:1\nONBUILD COPY --from=x y z", []),
    ("COPY --from=x y z", ["1 DF043 'x'"]),
    ('FROM a:1\nCOPY --from="nginx" x y', ["2 DF043 'nginx'"]),
    ("FROM a:1 AS b\nFROM c:1\nRUN --mount=type=bind,from=b,target=/x true", []),
    ("FROM a:1 AS b\nRUN --mount=type=bind,from=b,target=/x true", ["2 DL3023 'b'"]),
    ("FROM a:1\nFROM c:1\nRUN --mount=type=bind,from=0,target=/x true", ["3 DL3022 '0'"]),
    ("FROM a:1\nRUN --mount=from=b,target=/x true\nFROM c:1 AS b", ["2 DL3022 'b'"]),
    ("FROM a:1\nRUN --mount=type=cache,from=scratch,target=/x true", []),
    ("FROM a:1\nRUN --mount=target=/x,from=$X true", ["2 DL3022 '$X'"]),
]


@pytest.mark.parametrize(("text", "expected"), SOURCES)
def test_sources(text: str, expected: list[str], tmp_path: Path) -> None:
    places = [f"Dockerfile:{place}" for place in expected]
    assert said(tmp_path, {"Dockerfile": text + "\n"}, "DL3022", "DF043", "DL3023") == places


def test_what_the_builder_refuses_is_an_error(tmp_path: Path) -> None:
    text = "FROM a:1 AS builder\nFROM c:1\nCOPY --from=5 x y\nCOPY --from=biulder x y\n"
    assert [item.severity == ERROR for item in found(tmp_path, {"Dockerfile": text}, "DL3022")] == [True, False]


def test_a_name_that_is_none_has_no_capitals(tmp_path: Path) -> None:
    text = "FROM a:1 AS ${B}\nFROM c:1 AS D\n"
    assert said(tmp_path, {"Dockerfile": text}, "BK001") == ["Dockerfile:2 BK001 'D'"]


RENAMED = [
    ("FROM a:1 AS B\n", "FROM a:1 AS b\n"),
    ("FROM a:1 AS B\nFROM B\n", "FROM a:1 AS b\nFROM b\n"),
    ("FROM a:1 AS B\nFROM c:1\nCOPY --from=B x B\n", "FROM a:1 AS b\nFROM c:1\nCOPY --from=b x B\n"),
    ('FROM a:1 AS B\nFROM c:1\nCOPY --from="B" x y\n', 'FROM a:1 AS b\nFROM c:1\nCOPY --from="b" x y\n'),
    (
        "FROM a:1 AS Bin\nFROM c:1\nRUN --mount=type=bind,source=Bin,from=Bin,target=/Bin true\n",
        "FROM a:1 AS bin\nFROM c:1\nRUN --mount=type=bind,source=Bin,from=bin,target=/Bin true\n",
    ),
    ("FROM a:1 AS B\nFROM c:1\nCOPY --from=b x y\n", "FROM a:1 AS b\nFROM c:1\nCOPY --from=b x y\n"),
    ("FROM a:1 AS B\nFROM c:1\nONBUILD COPY --from=B x y\n", "FROM a:1 AS b\nFROM c:1\nONBUILD COPY --from=B x y\n"),
]


@pytest.mark.parametrize(("text", "fixed"), RENAMED)
def test_renaming(text: str, fixed: str, tmp_path: Path) -> None:
    (item,) = found(tmp_path, {"Dockerfile": text}, "BK001")
    assert item.fix is not None and item.fix.applicability == "safe"
    assert apply(text, item.fix.edits) == fixed


GLOBAL = "ARG V=1\nFROM a:1\n"
UNDECLARED = [
    (GLOBAL + "RUN echo $V\n", ["3 DF041 '$V'"]),
    (GLOBAL + "RUN echo ${V}\nRUN echo $V\n", ["3 DF041 '${V}'"]),
    (GLOBAL + "ENV X=$V\n", []),
    (GLOBAL + "RUN <<EOF\necho $V\nEOF\n", ["4 DF041 '$V'"]),
    (GLOBAL + "FROM b:1\nRUN echo $V\n", ["4 DF041 '$V'"]),
    (GLOBAL + "ARG V\nFROM b:1\nRUN echo $V\n", ["5 DF041 '$V'"]),
    (GLOBAL + "ARG V\nRUN echo $V\n", []),
    (GLOBAL + "ENV V=2\nRUN echo $V\n", []),
    (GLOBAL.replace("a:1", "a:1 AS p") + "ENV V=2\nFROM p\nRUN echo $V\n", []),
    (GLOBAL + "RUN V=2; echo $V\n", []),
    (GLOBAL + "RUN for V in 1 2; do echo $V; done\n", []),
    (GLOBAL + "RUN echo ${V:-3}\n", []),
    (GLOBAL + "RUN echo '$V' \\$V\n", []),
    (GLOBAL + 'RUN ["echo", "$V"]\n', []),
    (GLOBAL + "CMD echo $V\n", []),
    (GLOBAL + "RUN echo $VV\n", []),
    ("FROM a:1\nRUN echo $V\n", []),
    ("ARG PYTHON_VERSION=3\nFROM python:$PYTHON_VERSION\nRUN echo $PYTHON_VERSION\n", []),
]


@pytest.mark.parametrize(("text", "expected"), UNDECLARED)
def test_arguments_of_no_stage(text: str, expected: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, {"Dockerfile": text}, "DF041") == [f"Dockerfile:{place}" for place in expected]
