"""What all tests share."""

import pytest


@pytest.fixture(autouse=True)
def _without_shellcheck(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tests of ShellCheck start it: the others are about rules, and there are many of them."""
    if "shellcheck" not in request.module.__name__:
        monkeypatch.setattr("dflint.lint.scripts.wants_shellcheck", lambda settings: False)
