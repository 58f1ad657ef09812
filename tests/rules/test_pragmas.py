"""Comments of other tools that hide findings: of hadolint, and of the builder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dflint.lint import registry
from dflint.lint.engine import lint
from dflint.lint.finding import Finding
from dflint.lint.rule import RULES, rule
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.model.script import Script
from dflint.settings import preset
from dflint.syntax.nodes import Healthcheck, Onbuild, StopSignal


@pytest.fixture(autouse=True)
def _rules() -> Iterator[None]:
    """Three rules that speak of every STOPSIGNAL, ONBUILD and HEALTHCHECK, the latter by a check of the builder."""
    registry.load()
    before = dict(RULES)

    def say(node: object) -> Iterator[Finding]:
        yield Finding(node.keyword_span, "here")  # type: ignore[attr-defined]

    for code, kind, more in (
        ("DL9001", StopSignal, {}),
        ("DL9002", Onbuild, {}),
        ("DL9003", Healthcheck, {"aliases": ("SomeCheck", "BK901")}),
        ("BK902", Healthcheck, {"aliases": ("NewCheck",), "default": False}),
    ):
        function = type(say)(say.__code__, globals(), say.__name__)
        function.__annotations__ = {"node": kind}
        rule(code, f"has-{code.lower()}", **more)(function)  # type: ignore[arg-type]
    registry.load.cache_clear()
    yield
    RULES.clear()
    RULES.update(before)
    registry.load.cache_clear()


def found(folder: Path, text: str, **settings: object) -> list[str]:
    """What is said of `text`: code and line."""
    (folder / "Dockerfile").write_text(text, encoding="utf-8")
    chosen = preset("docker")._replace(**settings)  # type: ignore[arg-type]
    items = lint(load(str(folder), [Entry(str(folder / "Dockerfile"), "Dockerfile", chosen)]))
    return [f"{item.code}:{item.line}" for item in items if item.code[2:3] == "9" or item.code in ("DF001", "DF002")]


CASES = [
    ("STOPSIGNAL a\n", ["DL9001:2"]),
    ("# hadolint ignore=DL9001\nSTOPSIGNAL a\n", []),
    ("#hadolint ignore = DL9001\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001 # why\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001 because\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9002,DL9001\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001 , SC2086\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001 SC2086\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001\n# another comment\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001\n# hadolint ignore=SC2086\nSTOPSIGNAL a\n", []),
    ("# hadolint ignore=DL9001\nUSER a\nSTOPSIGNAL a\n", ["DL9001:4"]),
    ("STOPSIGNAL \\\n# hadolint ignore=DL9001\n  a\n", []),
    ("# hadolint ignore=NOPE1\nSTOPSIGNAL a\n", ["DF002:2", "DL9001:3"]),
    ("# hadolint ignore=\nSTOPSIGNAL a\n", ["DF002:2", "DL9001:3"]),
    ("# hadolint ignore DL9001\nSTOPSIGNAL a\n", ["DF002:2", "DL9001:3"]),
    ("# hadolint: ignore=DL9001\nSTOPSIGNAL a\n", ["DF002:2", "DL9001:3"]),
    ("# hadolint is run in CI\nSTOPSIGNAL a\n", ["DL9001:3"]),
    ("STOPSIGNAL a\n# hadolint ignore=DL9001\n", ["DL9001:2", "DF002:3"]),
    ("STOPSIGNAL a\n# hadolint global ignore=DL9001\n", []),
    ("# hadolint global ignore=DL9002\n", []),
    ("STOPSIGNAL a\n# hadolint stage ignore=DL9001\nFROM b\nSTOPSIGNAL a\nFROM c\nSTOPSIGNAL a\n",
     ["DL9001:2", "DL9001:7"]),
    ("# hadolint stage ignore=DL9001\nSTOPSIGNAL a\n", ["DF002:2", "DL9001:3"]),
    ("# hadolint ignore=DL1000\nSTOPSIGNAL a\n", ["DL9001:3"]),
    ("RUN echo '# hadolint ignore=DL9001'\nSTOPSIGNAL a\n", ["DL9001:3"]),
    ("# check=skip=SomeCheck\nHEALTHCHECK NONE\n", []),
    ("#check=skip=SomeCheck why\nHEALTHCHECK NONE\n", []),
    ("# check=skip=Other,SomeCheck\nHEALTHCHECK NONE\n", ["DF002:2"]),
    ("# check=skip=all\nHEALTHCHECK NONE\nHEALTHCHECK NONE\n", ["DL9003:4"]),
    ("# check=skip=SomeCheck\n\n# other\nHEALTHCHECK NONE\n", []),
    ("# check=skip=SomeCheck\n#\nHEALTHCHECK NONE\n", ["DL9003:4"]),
    (" # check=skip=SomeCheck\nHEALTHCHECK NONE\n", ["DL9003:3"]),
    ("# check=skip=Other\n# check=skip=SomeCheck\nHEALTHCHECK NONE\n", ["DF002:2", "DL9003:4"]),
    ("# check=error=true\nHEALTHCHECK NONE\n", ["DL9003:3"]),
    ("# check=skip=SomeCheck\nUSER a\nHEALTHCHECK NONE\n", ["DF001:2", "DL9003:4"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_above_instructions(text: str, expected: list[str], tmp_path: Path) -> None:
    assert sorted(found(tmp_path, "FROM a\n" + text)) == sorted(expected)


DIRECTIVES = [
    ("# check=skip=SomeCheck\n", []),
    ("# check=skip=all\n", []),
    ("# syntax=docker/dockerfile:1\n# check=skip=SomeCheck;error=true\n", []),
    ("# check=skip=X, SomeCheck\n", ["DF002:1", "DL9003:3"]),
    ("# check=skp=SomeCheck\n", ["DF002:1", "DL9003:3"]),
    ("# check=experimental=NewCheck\n", ["BK902:3", "DL9003:3"]),
    ("# check=experimental=all;skip=SomeCheck\n", ["BK902:3"]),
    ("# a comment\n# check=skip=SomeCheck\n", ["DF001:2", "DL9003:4"]),
]


@pytest.mark.parametrize(("head", "expected"), DIRECTIVES)
def test_in_the_first_lines(head: str, expected: list[str], tmp_path: Path) -> None:
    assert sorted(found(tmp_path, head + "FROM a\nHEALTHCHECK NONE\n")) == sorted(expected)


def test_error_makes_errors(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("# check=error=true\nFROM a\nHEALTHCHECK NONE\nSTOPSIGNAL a\n")
    items = lint(load(str(tmp_path), [Entry(str(path), "Dockerfile", preset("docker"))]))
    severities = {item.code: item.severity.label for item in items}
    assert (severities["DL9003"], severities["DL9001"]) == ("error", "warning")


def test_an_unused_comment_for_hadolint_is_judged_where_hadolint_is_replaced(tmp_path: Path) -> None:
    text = "FROM a\n# hadolint ignore=DL9002,DL9001\nSTOPSIGNAL a\n"
    assert found(tmp_path, text) == []
    assert found(tmp_path, text, preset="hadolint") == ["DF001:2"]


def test_comments_can_be_switched_off(tmp_path: Path) -> None:
    text = "# check=skip=all\nFROM a\n# hadolint ignore=DL9001\nSTOPSIGNAL a\nHEALTHCHECK NONE\n"
    assert found(tmp_path, text, inline_ignores=False) == ["DL9001:4", "DL9003:5"]


def test_orders_for_hadolint_can_be_found(tmp_path: Path) -> None:
    text = "FROM a\n# hadolint ignore=DL9001\nSTOPSIGNAL a\n# hadolint global ignore=SC1000\n"
    (tmp_path / "Dockerfile").write_text(text)
    settings = preset("docker")._replace(select=("DL1001",))
    items = lint(load(str(tmp_path), [Entry(str(tmp_path / "Dockerfile"), "Dockerfile", settings)]))
    assert [(item.code, item.line) for item in items] == [("DL1001", 2)]


SHELLS = [
    ("# hadolint shell=powershell\nFROM a\nRUN x\nFROM b\nRUN x\n", ["powershell", "powershell"]),
    ("FROM a\n# hadolint shell=pwsh\nRUN x\nFROM b\nRUN x\n", ["pwsh", "sh"]),
    ("FROM a AS a\n# hadolint shell=bash\nRUN x\nFROM a\nRUN x\n", ["bash", "bash"]),
    ('FROM a\n# hadolint shell=bash\nSHELL ["/bin/ash", "-c"]\nRUN x\n', ["ash"]),
    ("FROM a\nRUN x\n", ["sh"]),
]


@pytest.mark.parametrize(("text", "expected"), SHELLS)
def test_shells(text: str, expected: list[str], tmp_path: Path) -> None:
    seen: list[str] = []

    def look(script: Script) -> Iterator[Finding]:
        seen.append(script.shell)
        return iter(())

    rule("DL9009", "has-dl9009")(look)
    found(tmp_path, text, select=("DL9009",))
    assert seen == expected
