"""ShellCheck, the program: where it is, and how it is asked."""

import os
import sys

from dflint import disk

NAME = "shellcheck.exe" if sys.platform == "win32" else "shellcheck"
# Not found, not followed, dash for ash: nothing that a text in an image could mend.
EXCLUDED = ("SC1090", "SC1091", "SC2187")
OPTIONS = ("--norc", "--format=json1", "--exclude=" + ",".join(EXCLUDED))


def find_program(*roots: str) -> str | None:
    """ShellCheck beside the interpreter or on the PATH; never one that lies in one of `roots`, which are checked."""
    inside = tuple(os.path.join(disk.realpath(root), "") for root in roots)
    beside = os.path.dirname(sys.executable or "")
    folders = [folder for folder in disk.variable("PATH").split(os.pathsep) if os.path.isabs(folder)]
    outside = (folder for folder in folders if not os.path.join(disk.realpath(folder), "").startswith(inside))
    paths = (os.path.join(folder, NAME) for folder in (beside, *outside) if folder)
    return next((path for path in paths if disk.is_program(path)), None)


def version(program: str) -> str:
    """What `program` says of its version; empty when it cannot be run."""
    import subprocess

    try:
        done = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def works(program: str) -> bool:
    """True when `program` can check a text that no program fails on."""
    import subprocess

    try:
        done = subprocess.run(
            [program, *OPTIONS, "-"], input=b"#!/bin/sh\ntrue\n", capture_output=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"comments" in done.stdout


def is_itself(program: str) -> bool:
    """False for a script or a link that starts ShellCheck from somewhere else."""
    real = os.path.realpath(program)
    try:
        with open(real, "rb") as stream:
            return os.path.basename(real).lower().startswith("shellcheck") and stream.read(2) != b"#!"
    except OSError:
        return False
