"""The hook works with the real pre-commit, in a repository of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository that holds the hook")


def test_hook_finds_and_passes(tmp_path: Path) -> None:
    def run(*command: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
        return subprocess.run(command, cwd=tmp_path / "repo", env=env, capture_output=True, text=True, check=False)

    def try_hook() -> subprocess.CompletedProcess[str]:
        run("git", "add", "-A")
        return run(sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "dflint", "--all-files", "--verbose")

    folder = tmp_path / "repo" / "workload" / "Fio"
    folder.mkdir(parents=True)
    run("git", "init", "-q")
    (folder / "Dockerfile").write_text(
        "# fio\nFROM ubuntu:24.04\nRUN mkfifo /export-logs\nENTRYPOINT a\n", encoding="utf-8"
    )
    failed = try_hook()
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "workload/Fio/Dockerfile:4:1 WL010 error" in failed.stdout
    (folder / "Dockerfile").write_text("# fio\nFROM ubuntu:24.04\nRUN mkfifo /export-logs\n", encoding="utf-8")
    passed = try_hook()
    assert passed.returncode == 0, passed.stdout + passed.stderr
