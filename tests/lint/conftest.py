"""Rules that only a test has."""

from collections.abc import Callable

import pytest

from dflint.lint.finding import WARNING
from dflint.lint.registry import load
from dflint.lint.rule import Check, Rule, _parameters

Add = Callable[[str, Check], None]


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Add:
    """Make a function a rule, for the time of the test."""

    def register(code: str, check: Check) -> None:
        kind, *needs = _parameters(check)
        rule = Rule(code, f"has-{code.lower()}", WARNING, (), True, check, kind, tuple(needs), "tests")
        monkeypatch.setitem(load(), code, rule)  # type: ignore[arg-type]

    return register
