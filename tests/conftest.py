"""What all tests share."""

import pytest
from hypothesis import settings

from dflint.cli.memory import OFF

# How long a case takes says nothing on a machine that does other things, too.
settings.register_profile("dflint", deadline=None)
settings.load_profile("dflint")


@pytest.fixture(autouse=True, scope="session")
def _without_cache() -> "object":
    """Nothing is kept in this checkout; tests of the cache take this away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OFF, "1")
        yield


@pytest.fixture(autouse=True)
def _without_shellcheck(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tests of ShellCheck start it: the others are about rules, and there are many of them."""
    if "shellcheck" not in request.module.__name__:
        monkeypatch.setattr("dflint.lint.scripts.wants_shellcheck", lambda settings: False)
