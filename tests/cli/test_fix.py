"""`dflint check --fix` and `--diff`: what is written, what is printed, and what is left alone."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import dflint
from dflint.output import fixes
from tests.cli.conftest import GOOD, Plant, Run

# One finding with a safe fix (WL033), one with an unsafe one (WL010).
BAD = GOOD.replace("FROM", "ARG A=1 # why\nFROM").replace("CMD", "ENTRYPOINT")
SAFE = GOOD.replace("FROM", "# why\nARG A=1\nFROM").replace("CMD", "ENTRYPOINT")
BOTH = GOOD.replace("FROM", "# why\nARG A=1\nFROM")
SELECT = ("--select", "WL010,WL033")


def standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    ("options", "text", "code"),
    [
        ("", BAD, 1),
        ("--fix", SAFE, 1),
        ("--fix --unsafe-fixes", BOTH, 0),
        ("--fix --unsafe-fixes --exit-non-zero-on-fix", BOTH, 1),
        ("--fix --no-unsafe-fixes", SAFE, 1),
        ("--fix --exit-zero", SAFE, 0),
        ("--unsafe-fixes", BAD, 1),
        ("--diff", BAD, 1),
        ("--diff --exit-zero", BAD, 0),
        ("--diff --fix --unsafe-fixes", BAD, 1),
        ("--fix --ignore WL033", BAD, 1),
        ("--fix none", SAFE, 2),
    ],
)
def test_what_is_written(run: Run, plant: Plant, options: str, text: str, code: int) -> None:
    plant({"Dockerfile": BAD, "other/Dockerfile": GOOD})
    before = os.stat("other/Dockerfile")
    words = options.split()
    paths = ["."] * ("none" in words)
    assert run("check", *SELECT, *words, *paths).code == code
    assert Path("Dockerfile").read_text(encoding="utf-8") == text
    after = os.stat("other/Dockerfile")
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert sorted(os.listdir()) == ["Dockerfile", "other"]


def test_a_second_run_changes_nothing(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": BAD})
    assert run("check", *SELECT, "--fix", "--unsafe-fixes").out == (
        "All files pass.\nFixed 2 findings in 1 file.\n".replace("All files pass", "1 file passes")
    )
    status = os.stat("Dockerfile")
    assert run("check", *SELECT, "--fix", "--unsafe-fixes").out == "1 file passes.\nFixed nothing.\n"
    assert run("check", *SELECT, "--diff", "--unsafe-fixes") == (0, "", "Would fix nothing.\n")
    assert os.stat("Dockerfile").st_ino == status.st_ino


def test_what_is_printed(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": BAD})
    lines = run("check", *SELECT).out.splitlines()
    assert [line.split(" error")[0].split(" warning")[0] for line in lines if line.startswith("Docker")] == [
        "Dockerfile:2:9 WL033 [*]",
        "Dockerfile:5:1 WL010",
    ]
    assert lines[-1] == "[*] 1 fixable with --fix, 1 more with --unsafe-fixes."
    lines = run("check", *SELECT, "--unsafe-fixes").out.splitlines()
    assert sum(" [*] " in line for line in lines) == 2
    assert lines[-1] == "[*] 2 fixable with --fix."
    assert run("check", *SELECT, "--ignore", "WL033").out.splitlines()[-1] == "1 fixable with --fix --unsafe-fixes."
    assert "fixable" not in run("check", *SELECT, "-q").out
    assert run("check", *SELECT, "--fix").out.splitlines()[-1] == (
        "Fixed 1 finding in 1 file; 1 more can be fixed with --unsafe-fixes."
    )
    found = json.loads(run("check", *SELECT, "--fix", "--format", "json").out)
    assert [(item["code"], item["fix"]["applicability"]) for item in found] == [("WL010", "unsafe")]


def test_difference(run: Run, plant: Plant) -> None:
    plant({"a b/Dockerfile": "# n\nARG A=1 # x\nFROM a", "c/Dockerfile": GOOD})
    code, out, err = run("check", "--select", "WL033", "--diff")
    assert (code, err) == (1, "Would fix 1 finding in 1 file.\n")
    assert out == (
        "--- a b/Dockerfile\t\n+++ a b/Dockerfile\t\n@@ -1,3 +1,4 @@\n # n\n-ARG A=1 # x\n+# x\n+ARG A=1\n FROM a\n"
        "\\ No newline at end of file\n"
    )
    assert run("check", "--select", "WL033", "--diff", "-q") == (1, out, "")


@pytest.mark.parametrize("text", [BAD, BAD.replace("\n", "\r\n"), BAD.rstrip("\n"), BAD + "# \udcff\x0c\u2028\n"])
def test_patch_takes_the_difference(run: Run, plant: Plant, tmp_path: Path, text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    plant({"Dockerfile": data})
    command = [sys.executable, "-m", "dflint", "check", *SELECT, "--unsafe-fixes", "--diff"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 1
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "-p0", "-"], input=done.stdout, check=True)
    patched = Path("Dockerfile").read_bytes()
    assert patched != data
    Path("Dockerfile").write_bytes(data)
    run("check", *SELECT, "--unsafe-fixes", "--fix")
    assert Path("Dockerfile").read_bytes() == patched


def test_bytes_are_kept(run: Run, plant: Plant) -> None:
    text = b"\xef\xbb\xbf# n\r\n# \xff\xfe caf\xe9\r\nARG A=1 # x\r\nFROM a\r\nENV B=\xe9"
    plant({"Dockerfile": text})
    run("check", "--select", "WL033", "--fix")
    assert Path("Dockerfile").read_bytes() == text.replace(b"ARG A=1 # x", b"# x\r\nARG A=1")


def test_mode_is_kept(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": BAD})
    os.chmod("Dockerfile", 0o751)
    run("check", *SELECT, "--fix")
    assert os.stat("Dockerfile").st_mode & 0o7777 == 0o751


def test_standard_input(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant({"a/Dockerfile": "FROM b\n"})
    standard_input(monkeypatch, BAD)
    code, out, err = run("check", *SELECT, "--fix", "-")
    assert (code, out) == (1, SAFE)
    assert err.startswith("-:6:1 WL010 error ")
    assert err.endswith("\nFixed 1 finding in 1 file; 1 more can be fixed with --unsafe-fixes.\n")
    standard_input(monkeypatch, BAD)
    assert run("check", *SELECT, "--fix", "--unsafe-fixes", "-q", "-", "--stdin-filename", "a/Dockerfile") == (
        0,
        BOTH,
        "",
    )
    assert Path("a/Dockerfile").read_text(encoding="utf-8") == "FROM b\n"
    standard_input(monkeypatch, GOOD)
    assert run("check", *SELECT, "--fix", "-q", "-") == (0, GOOD, "")
    standard_input(monkeypatch, "FROM a\r\nARG A=1 # x")
    assert run("check", "--select", "WL033", "--diff", "-q", "-").out.splitlines()[:2] == ["--- -", "+++ -"]


def test_links(run: Run, plant: Plant, tmp_path: Path) -> None:
    plant({"repo/.git/HEAD": "", "repo/a/Dockerfile": BAD, "outside/Dockerfile": BAD})
    Path("repo/b").mkdir()
    Path("repo/b/Dockerfile").symlink_to("../a/Dockerfile")
    Path("repo/Dockerfile.x").symlink_to("../outside/Dockerfile")
    code, out, err = run("check", *SELECT, "--fix", "--unsafe-fixes", "repo/a", "repo/b", "repo/Dockerfile.x")
    assert "Fixed 2 findings in 1 file.\n" in out + "\n"
    assert (code, err) == (1, "dflint: repo/Dockerfile.x: is a link out of the repository, so it is not changed\n")
    assert Path("repo/a/Dockerfile").read_text(encoding="utf-8") == BOTH
    assert Path("outside/Dockerfile").read_text(encoding="utf-8") == BAD
    assert os.readlink("repo/b/Dockerfile") == "../a/Dockerfile"
    assert run("check", *SELECT, "--diff", "repo/Dockerfile.x").out == ""


def test_a_link_alone_is_written_through(run: Run, plant: Plant) -> None:
    plant({".git/HEAD": "", "real/file": BAD})
    Path("Dockerfile").symlink_to("real/file")
    run("check", *SELECT, "--fix", "Dockerfile")
    assert Path("real/file").read_text(encoding="utf-8") == SAFE
    assert Path("Dockerfile").is_symlink()


def test_read_only_file(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": BAD, "z/Dockerfile": BAD})
    os.chmod("Dockerfile", 0o444)
    code, out, err = run("check", *SELECT, "--fix")
    assert (code, err) == (2, "dflint: Dockerfile: cannot write the file: it is read-only\n")
    assert out.count("WL033") == 1
    assert Path("Dockerfile").read_text(encoding="utf-8") == BAD
    assert Path("z/Dockerfile").read_text(encoding="utf-8") == SAFE
    assert run("check", *SELECT, "--diff").code == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("os.replace", "cannot write the file: No space left on device"),
        ("os.chmod", "cannot write the file: No space left on device"),
    ],
)
def test_a_write_that_fails(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch, name: str, line: str) -> None:
    def fail(*more: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    plant({"Dockerfile": BAD})
    monkeypatch.setattr(name, fail)
    code, _, err = run("check", *SELECT, "--fix")
    assert (code, err) == (2, f"dflint: Dockerfile: {line}\n")
    assert os.listdir() == ["Dockerfile"]
    assert Path("Dockerfile").read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize("new", [None, GOOD])
def test_a_file_that_changes_meanwhile(
    run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch, new: str | None
) -> None:
    plant({"Dockerfile": BAD})
    real = fixes.written

    def meanwhile(change: fixes.Change) -> str | None:
        os.unlink("Dockerfile")
        if new is not None:
            Path("Dockerfile").write_text(new, encoding="utf-8")
        return real(change)

    monkeypatch.setattr(fixes, "written", meanwhile)
    code, _, err = run("check", *SELECT, "--fix")
    why = (
        "cannot write the file: No such file or directory"
        if new is None
        else ("was changed by another program meanwhile, so it is not changed")
    )
    assert (code, err) == (2, f"dflint: Dockerfile: {why}\n")
    assert os.listdir() == ["Dockerfile"] * (new is not None)


def test_configuration(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": BAD, ".dflint.toml": 'unsafe-fixes = true\nunfixable = ["WL033"]\n'})
    assert run("check", *SELECT).out.splitlines()[-1] == "[*] 1 fixable with --fix."
    run("check", *SELECT, "--fix")
    assert Path("Dockerfile").read_text(encoding="utf-8") == BAD.replace("ENTRYPOINT", "CMD")
    plant({".dflint.toml": 'unfixable = ["NO"]\n'})
    assert run("check").err == 'dflint: .dflint.toml: unfixable names no rule: "NO"; dflint rules lists them\n'


def test_template(run: Run, plant: Plant) -> None:
    plant({"Dockerfile.m4": BAD.replace("ubuntu", "define(`X',ubuntu)X")})
    run("check", *SELECT, "--fix", "--unsafe-fixes")
    assert Path("Dockerfile.m4").read_text(encoding="utf-8") == BOTH.replace("ubuntu", "define(`X',ubuntu)X")


def test_build_arguments(run: Run, plant: Plant) -> None:
    plant({"Dockerfile.m4": "FROM a\nRUN TAG RELEASE\n", ".dflint.toml": '[build-args]\nOTHER = "1"\n'})
    options = ("check", "--preset", "docker", "--select", "E")
    assert run(*options, "--build-arg", "TAG=x").code == 0
    assert run(*options, "--build-arg", "TAG=x", "--build-arg", "RELEASE=a=b").code == 0
    for wrong in ("TAG", "=x", ""):
        code, _, err = run(*options, "--build-arg", wrong)
        assert (code, err.count("\n")) == (2, 1)
        assert f'"{wrong}" is not NAME=VALUE' in err


def test_interface_for_programs(plant: Plant) -> None:
    plant({"Dockerfile": BAD})
    shown = dflint.fix(".", select=["WL010", "WL033"], write=False)
    assert [(change.shown, change.new.text) for change in shown.changes] == [("Dockerfile", SAFE)]
    assert Path("Dockerfile").read_text(encoding="utf-8") == BAD
    done = dflint.fix("Dockerfile", unsafe=True, select=["WL010", "WL033"])
    assert (done.number, done.diagnostics, done.failed) == (2, [], [])
    assert Path("Dockerfile").read_text(encoding="utf-8") == BOTH
