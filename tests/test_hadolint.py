"""A configuration of hadolint: read in the stead of one of dflint, and taken over."""

import tomllib
from pathlib import Path

import pytest

from dflint import hadolint
from dflint.cli import main
from dflint.config import Configuration
from dflint.errors import ConfigError
from dflint.lint.selection import active

READ = [
    ("", {}),
    ("# nothing\n", {}),
    ("ignored: [DF001, SC2086]", {"ignore": ["DF001", "SC2086"]}),
    ("ignored: [DL1000, DL3005]", {"ignore": []}),
    ("ignored: DF001", {"ignore": ["DF001"]}),
    ("ignored:", {}),
    ("failure-threshold: error", {"fail-on": "error"}),
    ("failure-threshold: none", {"fail-on": "never"}),
    ("no-fail: true\nfailure-threshold: error", {"fail-on": "never"}),
    ("no-fail: false", {}),
    ("override:\n  error: [DF001]\n  info: [DF002]",
     {"severity": {"DF001": "error", "DF002": "info"}, "extend-select": ["DF001", "DF002"]}),
    ("override:\n  error:", {"severity": {}, "extend-select": []}),
    ("trustedRegistries: [docker.io, '*.gcr.io']", {"trusted-registries": ["docker.io", "*.gcr.io"]}),
    ("trustedRegistries: docker.io", {"trusted-registries": ["docker.io"]}),
    ("label-schema:\n  author: text\n  url: url", {"label-schema": {"author": "text", "url": "url"}}),
    ("strict-labels: true", {"strict-labels": True}),
    ("disable-ignore-pragma: true", {"inline-ignores": False}),
    ("format: json\nno-color: true\nverbose: true\nformats: [tty]", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_read(text: str, expected: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / ".hadolint.yaml"
    path.write_text(text, encoding="utf-8")
    table = hadolint.read(str(path))
    assert table == {"preset": "hadolint", **expected}
    assert tomllib.loads(hadolint.to_toml(table)) == {key: value for key, value in table.items() if value != {}}


WRONG = [
    ("ignord: [DF001]", 'unknown key "ignord", did you mean ignored?'),
    ("ignored: 3", "ignored must be a list of strings"),
    ("ignored: [3]", "ignored must be a list of strings"),
    ("ignored: [", "is not valid YAML"),
    ("- a", "must be a table"),
    ("override: [DF001]", "override must be a table of lists"),
    ("override:\n  bad: [DF001]", 'unknown severity "bad"'),
    ("failure-threshold: loud", 'failure-threshold cannot be "loud"'),
    ("label-schema: a", "label-schema must be a table"),
    ("label-schema:\n  a: b", 'label-schema.a cannot be "b"'),
    ("strict-labels: maybe", "strict-labels must be true or false"),
    ("a: &a [*a, *a]\n? [x]\n: y", "unknown key"),
    ("\x00", "is not valid YAML"),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_wrong(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / ".hadolint.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        hadolint.read(str(path))
    assert expected in str(caught.value) and "\n" not in str(caught.value)


def test_the_nearest_counts(tmp_path: Path) -> None:
    """hadolint's file counts where there is none of dflint's at or above the Dockerfile."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".hadolint.yaml").write_text("ignored: [DF001]")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert Configuration().of(str(below / "Dockerfile")).settings.ignore == ("DF001",)
    (below / ".hadolint.yml").write_text("ignored: [DF002]")
    assert Configuration().of(str(below / "Dockerfile")).settings.ignore == ("DF002",)
    assert Configuration(isolated=True).of(str(below / "Dockerfile")).settings.ignore == ()
    (tmp_path / ".dflint.toml").write_text("ignore = ['WL']")
    assert Configuration().of(str(below / "Dockerfile")).settings.ignore == ("WL",)


def test_it_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text("ignored: [DF001]")
    assert Configuration(file=str(path)).of(str(tmp_path / "Dockerfile")).settings.ignore == ("DF001",)


def test_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".hadolint.yaml").write_text("ignored: [DF001]\nfailure-threshold: error\n")
    assert main(["config", "import", "-o", "-"]) == 0
    expected = 'preset = "hadolint"\nignore = ["DF001"]\nfail-on = "error"\n'
    assert capsys.readouterr().out == expected
    assert main(["config", "import", ".hadolint.yaml"]) == 0
    assert Path(".dflint.toml").read_text() == expected
    assert main(["config", "import"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["config", "import", "--force"]) == 0
    Path(".hadolint.yaml").write_text("ignored: [NOPE1]\n")
    assert main(["config", "import", "--force"]) == 2
    assert Path(".dflint.toml").read_text() == expected
    assert main(["config", "import", "none.yaml"]) == 2


def test_never_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FORM a\n")
    assert main(["check"]) == 1
    Path(".hadolint.yaml").write_text("no-fail: true\n")
    assert main(["check"]) == 0


def test_two_rules_wait_to_be_named(tmp_path: Path) -> None:
    """hadolint has DL1001 and DL3057 off; lists of the user change nothing about that."""
    (tmp_path / ".git").mkdir()
    for text, expected in (("ignored: [DL3008]", set()), ("override:\n  info: [DL3057]", {"DL3057"})):
        (tmp_path / ".hadolint.yaml").write_text(text)
        on = active(Configuration().of(str(tmp_path / "Dockerfile")).settings).rules
        assert {"DL1001", "DL3057"} & set(on) == expected
        assert "DL3007" in on
