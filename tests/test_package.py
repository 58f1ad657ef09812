"""The wheel and the sdist hold all that is needed: built, installed into an empty environment, run."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Output of a command that must succeed."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


def test_wheel_holds_rules_and_pages(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for source in ROOT.glob("rules/*"):
        if source.suffix in (".py", ".md"):
            assert f"dflint/rules/{source.name}" in names
    assert {"dflint/config.schema.json", "dflint/report.schema.json"} <= names
    assert not [name for name in names if name.startswith(("tests/", "rules/", "fixtures/"))]


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_installed_alone_it_works(built: Path, tmp_path: Path, pattern: str) -> None:
    (package,) = built.glob(pattern)
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package)
    (tmp_path / "Dockerfile").write_text("# name\nFROM ubuntu\nENTRYPOINT a\n", encoding="utf-8")
    output = run(scripts / "dflint", "check", "--exit-zero", "Dockerfile", cwd=tmp_path)
    assert "Dockerfile:3:1 WL010 error" in output
    assert "no ENTRYPOINT" not in run(scripts / "dflint", "explain", "WL010", cwd=tmp_path).splitlines()[0]
    assert "WL010" in run(scripts / "dflint", "rules", cwd=tmp_path)
    assert "| " in run(scripts / "dflint", "report", ROOT / "fixtures" / "workload", cwd=tmp_path)
