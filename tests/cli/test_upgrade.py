"""`dflint upgrade` as a user runs it."""

import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Plant, Run

TEXT = "ARG A_VER=1\nARG B_VER='x'\nFROM a\n"
DIFF = "--- Dockerfile\n+++ Dockerfile\n@@ -1,3 +1,3 @@\n-ARG A_VER=1\n+ARG A_VER=2\n ARG B_VER='x'\n FROM a\n"


def test_upgrade_and_again(plant: Plant, run: Run, tmp_path: Path) -> None:
    plant({"Dockerfile": TEXT})
    assert run("upgrade", "A=2", "B_VER=y z") == (
        0,
        "Dockerfile:1: A_VER 1 → 2\nDockerfile:2: B_VER x → y z\nUpgraded 2 values in 1 file.\n",
        "",
    )
    assert (tmp_path / "Dockerfile").read_text() == "ARG A_VER=2\nARG B_VER='y z'\nFROM a\n"
    assert run("upgrade", "A=2", "B_VER=y z") == (0, "Nothing to upgrade; 2 values are up to date.\n", "")


def test_patch(plant: Plant, run: Run, tmp_path: Path) -> None:
    plant({"Dockerfile": TEXT})
    assert run("upgrade", "A=2", "--diff") == (0, DIFF, "Would upgrade 1 value in 1 file.\n")
    assert run("upgrade", "A=2", "--dry-run").out == "Dockerfile:1: A_VER 1 → 2\nWould upgrade 1 value in 1 file.\n"
    assert (tmp_path / "Dockerfile").read_text() == TEXT


@pytest.mark.parametrize("pattern", ["b", "b/", "./b/Dockerfile", "b/*", "ABSOLUTE"])
def test_file_and_folder(plant: Plant, run: Run, tmp_path: Path, pattern: str) -> None:
    plant({"a/Dockerfile": TEXT, "b/Dockerfile": TEXT, "up.yaml": "A_VER:\n  FROM: 1\n  TO: 2\n"})
    code, out, _ = run("upgrade", "up.yaml", "--in", pattern.replace("ABSOLUTE", str(tmp_path / "b")))
    assert (code, out) == (0, "b/Dockerfile:1: A_VER 1 → 2\nUpgraded 1 value in 1 file.\n")
    assert (tmp_path / "a/Dockerfile").read_text() == TEXT


def test_what_is_left(plant: Plant, run: Run) -> None:
    plant({"Dockerfile": TEXT + "ARG C_VER=${A_VER}\n"})
    assert run("upgrade", "D=1", "C=3", "A=2", "-q") == (
        1,
        "",
        "dflint: D=1: no ARG D has a value in the selected file\n"
        "dflint: Dockerfile:4: C_VER is not upgraded to 3: it is composed of ${A_VER}\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("upgrade",), "the following arguments are required: NAME=VERSION|FILE; see dflint upgrade --help"),
        (("upgrade", "A="), "A=: has no version; write A=VERSION"),
        (
            ("upgrade", "no.yaml"),
            "no.yaml: cannot read the upgrade file: No such file or directory; "
            "write NAME=VERSION or the name of an upgrade file",
        ),
        (("upgrade", "bad.yaml", "A=2"), "bad.yaml:2: A_VER has no TO; write the new version"),
        (("upgrade", "A=2", "A_VER=3"), "A_VER=3: A_VER is to become 3, but 2 by A=2 (Dockerfile:1)"),
    ],
)
def test_mistakes(plant: Plant, run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    plant({"Dockerfile": TEXT, "bad.yaml": "\nA_VER:\n  FROM: 1\n"})
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.endswith(f": {message}\n")
    assert (tmp_path / "Dockerfile").read_text() == TEXT


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links(plant: Plant, run: Run, tmp_path: Path) -> None:
    role = "workload/X/template/ansible/r/defaults"
    plant({"repo/.git/x": "", "repo/workload/X/Dockerfile": TEXT, "out.yml": "a_ver: 1\n"})
    repo = tmp_path / "repo"
    (repo / role).mkdir(parents=True)
    os.symlink(tmp_path / "out.yml", repo / role / "main.yml")
    os.symlink("Dockerfile", repo / "workload/X/Dockerfile.1.link")
    os.chdir(repo)
    code, out, err = run("upgrade", "A=2")
    assert (code, out.splitlines()[-1]) == (1, "Upgraded 1 value in 1 file.")
    assert err == (
        f"dflint: {role}/main.yml:1: a_ver is not upgraded to 2: "
        "the file is a link out of the repository, so it is not changed\n"
    )
    assert (tmp_path / "out.yml").read_text() == "a_ver: 1\n"
    assert (repo / "workload/X/Dockerfile.1.link").is_symlink()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a file that cannot be written")
def test_read_only_file(plant: Plant, run: Run, tmp_path: Path) -> None:
    plant({"a/Dockerfile": TEXT, "b/Dockerfile": TEXT})
    (tmp_path / "a/Dockerfile").chmod(0o444)
    code, out, err = run("upgrade", "A=2")
    assert (code, out) == (2, "b/Dockerfile:1: A_VER 1 → 2\nUpgraded 1 value in 1 file.\n")
    assert err == "dflint: a/Dockerfile: cannot write the file: it is read-only\n"
