"""The rules of apt, apk, yum, dnf and zypper where their pages show no example: places, several findings, fixes."""

import pytest

from dflint.lint.engine import lint
from dflint.lint.finding import Diagnostic
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import Settings
from dflint.text import apply

DELETE = "rm -rf /var/lib/apt/lists/*"


def found(text: str, *codes: str) -> list[Diagnostic]:
    settings = Settings(select=codes)
    entry = Entry("/nowhere/Dockerfile", "Dockerfile", settings, data=text.encode())
    return lint(load("/nowhere", [entry]))


def words(text: str, code: str) -> list[str]:
    """The text at each finding of `code`."""
    lines = text.split("\n")
    items = [item for item in found(text, code) if item.code == code]
    return [lines[item.line - 1][item.column - 1 : item.end_column - 1] for item in items]


@pytest.mark.parametrize(
    ("code", "run", "expected"),
    [
        ("DL3008", "apt-get install -y a b=1 c/sid ./d.deb e~ f:i386", ["a", "f:i386"]),
        ("DL3008", "apt-get install -y -t sid -o A=b a && apt-get install b", ["a", "b"]),
        ("DL3008", "apt-get install -y 'a' \"b\"", ["'a'", '"b"']),
        ("DL3008", "apt-get install a=$V b-${V} $(cat c) `d` $E", []),
        ("DL3008", "bash -c 'apt-get install a'", ["a"]),
        ("DL3008", "P='a b=1'; apt-get install $P", ["$P"]),
        ("DL3008", "apt install a", []),
        ("DL3018", "apk add a b=1 c~2 'd>3' e.apk !f $G -t h i@edge", ["a", "i@edge"]),
        ("DL3033", "yum install a b-1 c-1.2-3.el7.x86_64 d.x86_64 e-0:1-2", ["a", "d.x86_64"]),
        ("DL3033", "yum install python36 python-3.6 java-1.8.0-openjdk", ["python36", "java-1.8.0-openjdk"]),
        ("DL3041", "dnf module install nodejs:20 php && dnf -y in x", ["php", "x"]),
        ("DL3041", "tdnf install -y a && dnf5 install b", ["a", "b"]),
        ("DL3037", "zypper in a b=1 'c>=2' -t package d", ["a", "d"]),
        ("DL3009", "apt update && apt-get install a", ["apt update"]),
        ("DL3009", "apt-get update && x && apt-get -q update", ["apt-get -q update"]),
        ("DL3014", "apt-get install a && apt-get -q install b", ["apt-get install", "apt-get -q install"]),
        ("DL3014", "apt-get install -s a && apt-get install $OPTIONS a", []),
        ("DL3014", "apt-get install $PACKAGES", ["apt-get install"]),
        ("DL3038", "microdnf install a && dnf5 install a", ["microdnf install", "dnf5 install"]),
        ("DL3032", "yum install -y a && sudo yum clean all", []),
        ("DL3040", "dnf install -y a; dnf clean $WHAT", []),
        ("DL3027", "/usr/bin/apt update; sudo apt show x", ["/usr/bin/apt", "apt"]),
        ("DF011", "apt-get -y upgrade && apt full-upgrade", ["apt-get -y upgrade", "apt full-upgrade"]),
    ],
)
def test_places(code: str, run: str, expected: list[str]) -> None:
    assert words(f"FROM x\nRUN {run}\n", code) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RUN apt-get update\nRUN apt-get install a", ["apt-get update"]),
        ("RUN apt-get update\nRUN b\nRUN apt install a", ["apt-get update"]),
        ("RUN apt-get update && apt-get -y upgrade\nRUN apt-get install a", ["apt-get update"]),
        ("RUN apt-get update\nRUN apt-get update && apt-get install a", []),
        ("RUN apt-get update\nRUN b", []),
        ("RUN apt-get update && install-packages b\nRUN apt-get install a", []),
        ("RUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN apt-get install a", []),
        ("RUN apt-get update\nFROM x\nRUN apt-get install a", []),
        ("RUN apk update\nRUN apk add a", ["apk update"]),
        ("RUN apk update\nRUN apk add --no-cache a", []),
        ("RUN apk update\nRUN apk add -U a", []),
        ("RUN apt-get update\nRUN apk add a", []),
    ],
)
def test_lists_of_an_older_layer(lines: str, expected: list[str]) -> None:
    assert words(f"FROM x\n{lines}\n", "DF010") == expected


@pytest.mark.parametrize(
    ("code", "run", "expected", "applicability"),
    [
        ("DL3014", "apt-get install \\\n  a", "apt-get install -y \\\n  a", "safe"),
        ("DL3014", "bash -c 'apt-get install a'", "bash -c 'apt-get install -y a'", "safe"),
        ("DL3015", "sudo apt-get install a", "sudo apt-get install --no-install-recommends a", "unsafe"),
        ("DL3027", "/usr/bin/apt update", "/usr/bin/apt-get update", "safe"),
        ("DL3027", "apt search a", "apt-cache search a", "safe"),
        ("DL3027", "apt -y full-upgrade", "apt-get -y dist-upgrade", "unsafe"),
        ("DL3030", "yum --quiet install a", "yum --quiet install -y a", "safe"),
        ("DL3034", "/usr/bin/zypper in a", "/usr/bin/zypper --non-interactive in a", "safe"),
        ("DL3019", "apk --update add a", "apk --update add --no-cache a", "safe"),
        ("DL3009", "apt-get update && apt-get install a", f"apt-get update && apt-get install a && {DELETE}", "safe"),
        ("DL3009", "sudo apt update && sudo apt install a", f"sudo apt update && sudo apt install a && sudo {DELETE}",
         "unsafe"),
        ("DL3009", "apt-get update; apt-get install a", None, ""),
        ("DL3009", "apt-get update", None, ""),
        ("DL3014", '["apt-get", "install", "a"]', None, ""),
        ("DL3014", 'bash -c "apt-get install \\"a\\""', None, ""),
        ("DL3027", "apt list", None, ""),
        ("DL3040", "--mount=type=cache,target=/x dnf install -y a", None, ""),
    ],
)  # fmt: skip
def test_fixes(code: str, run: str, expected: str | None, applicability: str) -> None:
    text = f"FROM x\nRUN {run}\n"
    (item,) = found(text, code)
    fixed = apply(text, item.fix.edits) if item.fix else None
    assert fixed == (expected and f"FROM x\nRUN {expected}\n")
    assert (item.fix.applicability if item.fix else "") == applicability
    assert fixed is None or found(fixed, code) == []


def test_lists_that_a_later_run_needs_are_not_deleted_by_a_fix() -> None:
    text = "FROM x AS b\nRUN apt-get update && apt-get install a\nFROM b\nRUN apt-get install c\n"
    (item,) = found(text, "DL3009")
    assert item.fix is None and item.message.endswith("in one RUN")


def test_microdnf_weighs_less() -> None:
    items = found("FROM x\nRUN microdnf install a && dnf install b\n", "DL3038")
    assert [item.severity.label for item in items] == ["info", "warning"]


def test_all_words_of_a_variable_are_named() -> None:
    items = found('FROM x\nARG P="a b=1 c"\nRUN apt-get install $P\n', "DL3008")
    assert [item.message.split('"')[1] for item in items] == ["a", "c"]


@pytest.mark.parametrize(
    "file", ["RUN apt-get install a", "ONBUILD RUN apt-get install a", "FROM x\nONBUILD RUN apt-get install a"]
)
def test_outside_stages(file: str) -> None:
    assert words(file + "\n", "DL3014") == ["apt-get install"]
