"""BK003, BK004, BK020 to BK022, DL3011, DL4000, DF085: the form of instructions."""

from pathlib import Path

import pytest

from dflint.lint.selection import find
from dflint.settings import preset
from dflint.text import apply
from tests.rules.trees import found, said

DOCKER = preset("docker")
F = "FROM a:1\n"

PORTS = [
    ("EXPOSE 80 443/tcp 53/udp 3868/sctp 80-90 $P ${P:-80} ${A}:${B}/x", ["BK022 '${A}:'"]),
    ('EXPOSE "80"', []),
    ("EXPOSE 65536", ["DL3011 '65536'"]),
    ("EXPOSE 1-65536/udp", ["DL3011 '1-65536'"]),
    ("EXPOSE 80/TCP", ["BK021 'TCP'"]),
    ("EXPOSE 80/Udp 80/tcp", ["BK021 'Udp'"]),
    ("EXPOSE $P/TCP", ["BK021 'TCP'"]),
    ("EXPOSE 8080:80/TCP", ["BK022 '8080:'", "BK021 'TCP'"]),
    ("EXPOSE 127.0.0.1:80:80", ["BK022 '127.0.0.1:80:'"]),
    ("EXPOSE [::1]:80:80", ["BK022 '[::1]:80:'"]),
    ("EXPOSE 80/http", ["DF085 'http'"]),
    ("EXPOSE http", ["DF085 'http'"]),
    ("EXPOSE 80-", ["DF085 '80-'"]),
    ("EXPOSE 80-90-100", ["DF085 '80-90-100'"]),
    ("EXPOSE 90-80", ["DF085 '90-80'"]),
    ("EXPOSE -1", ["DF085 '-1'"]),
    ('EXPOSE "8080:80"', ["BK022 '8080:'"]),
]


@pytest.mark.parametrize(("text", "expected"), PORTS)
def test_ports(text: str, expected: list[str], tmp_path: Path) -> None:
    items = said(tmp_path, {"Dockerfile": f"{F}{text}\n"}, "DL3011", "BK021", "BK022", "DF085", settings=DOCKER)
    assert [item.partition(" ")[2] for item in items] == expected


FIXES = [
    ("BK022", "EXPOSE 127.0.0.1:80:80/tcp", "EXPOSE 80/tcp"),
    ("BK022", "EXPOSE 80${A}:80", "EXPOSE 80"),
    ("BK021", "EXPOSE 80/TCP", "EXPOSE 80/tcp"),
    ("BK003", "RUN a \\\n\n \t\n b \\\n\n # c\n d", "RUN a \\\n b \\\n # c\n d"),
    ("BK004", "run a\nCopy b /\nONBUILD run x", "RUN a\nCOPY b /\nONBUILD run x"),
    ("DL4000", "MAINTAINER a", 'LABEL org.opencontainers.image.authors="a"'),
    ("DL4000", "MAINTAINER 'a b'", 'LABEL org.opencontainers.image.authors="a b"'),
    ("DL4000", 'MAINTAINER "a" <$b>', 'LABEL org.opencontainers.image.authors="\\"a\\" <\\$b>"'),
    ("DL4000", "MAINTAINER a \\\n  b", 'LABEL org.opencontainers.image.authors="a   b"'),
]


@pytest.mark.parametrize(("code", "old", "new"), FIXES)
def test_fixes(code: str, old: str, new: str, tmp_path: Path) -> None:
    text = f"{F}{old}\n"
    items = found(tmp_path, {"Dockerfile": text}, code, settings=DOCKER)
    assert apply(text, tuple(edit for item in items if item.fix for edit in item.fix.edits)) == f"{F}{new}\n"


@pytest.mark.parametrize(
    "text",
    [F + "MAINTAINER a\nLABEL org.opencontainers.image.authors=b\n", "MAINTAINER a\n" + F, F + "MAINTAINER a\\b\n"],
)
def test_a_maintainer_that_stays(text: str, tmp_path: Path) -> None:
    (item,) = found(tmp_path, {"Dockerfile": text}, "DL4000", settings=DOCKER)
    assert item.fix is None


CASES = [
    ("FROM a:1\nRUN b\n", []),
    ("from a:1\nrun b\n", []),
    ("From a:1\n", ["From"]),
    ("FROM a:1\nrun b\n", ["run"]),
    ("from a:1\nRUN b\nrun c\n", ["RUN"]),
    ("arg A\nFROM a:$A\nRUN b\n", []),
    ("FROM a:1\nFoo b\nRUN c\n", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_case_of_instructions(text: str, expected: list[str], tmp_path: Path) -> None:
    items = found(tmp_path, {"Dockerfile": text}, "BK004", settings=DOCKER)
    assert [item.text[item.column - 1 : item.end_column - 1] for item in items] == expected


DESCRIPTIONS = [
    ("# build is here\nFROM a:1 AS build\n", 0),
    ("# something\nFROM a:1 AS build\n", 1),
    ("# something\n\nFROM a:1 AS build\n", 1),
    ("# Build is here\nFROM a:1 AS Build\n", 1),
    ("# something\n#\nFROM a:1 AS build\n", 0),
    ("# something\nFROM a:1\n", 0),
    ("# something\n# B too\nARG A=1 B\nFROM a:1\n", 0),
    ("# A: something\nARG A=1\nFROM a:1\n", 1),
    ("# syntax=docker/dockerfile:1\nARG A=1\nFROM a:1\n", 0),
    ("FROM a:1\n# something\nARG A=1\nRUN b\n", 1),
]


@pytest.mark.parametrize(("text", "count"), DESCRIPTIONS)
def test_descriptions(text: str, count: int, tmp_path: Path) -> None:
    assert len(found(tmp_path, {"Dockerfile": text}, "BK020", settings=DOCKER)) == count


def test_wrong_onbuild_answers_to_the_code_of_hadolint(tmp_path: Path) -> None:
    assert [rule.code for rule in find("DL3043")] == ["E009"]
