"""Kill runs at random moments, and compare what the next run says with a run without a cache.

    python benchmarks/kill.py [--kills N] [--files N] [--seed N] [--jobs N]

Every few kills the tree changes, or the cache goes, so that runs of every kind are hit: cold ones, that write all of
the cache, those with one changed file, and those that only read.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
Said = tuple[int, str, str]


def plant(folder: Path, files: int) -> None:
    """A tree of workloads with scripts of which many are the same."""
    (folder / ".dflint.toml").write_text("", encoding="utf-8")
    for number in range(files):
        path = folder / "workload" / f"W{number // 2}" / ("Dockerfile" if number % 2 else "Dockerfile.1.base")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(number, 0), encoding="utf-8")


def text(number: int, version: int) -> str:
    """A Dockerfile."""
    return (
        f"# w{number}\n\nFROM {'w' + str(number - 1) + '${RELEASE}' if number % 2 else 'ubuntu:latest'}\n"
        f"ARG A{version}_VER=main\nRUN cd /a{number % 7} && cp $X{number} y{version} | tee z\n"
        "RUN apt-get update && apt-get install -y curl; rm -rf $HOME/x\nCOPY missing.txt /\n"
    )


def start(folder: Path, jobs: int, *arguments: str) -> "subprocess.Popen[str]":
    """A run of dflint over `folder`."""
    command = [sys.executable, "-m", "dflint", "check", "--select", "ALL", "--jobs", str(jobs), *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "DFLINT_NO_CACHE"}
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def said(process: "subprocess.Popen[str]") -> Said:
    """What a run says in the end."""
    out, err = process.communicate()
    return process.returncode, out, err


def torture(folder: Path, kills: int, files: int, jobs: int, seed: int) -> int:
    """Kill `kills` runs; gives how many of them were hit before their end. AssertionError for a wrong answer."""
    chance = random.Random(seed)
    plant(folder, files)
    fresh = said(start(folder, jobs, "--no-cache"))
    began = time.monotonic()
    assert said(start(folder, jobs)) == fresh
    cold = time.monotonic() - began
    hit = 0
    for number in range(kills):
        if number % 3 == 0:
            which = chance.randrange(files)
            path = folder / "workload" / f"W{which // 2}" / ("Dockerfile" if which % 2 else "Dockerfile.1.base")
            path.write_text(text(which, number), encoding="utf-8")
            fresh = said(start(folder, 1, "--no-cache"))
        if number % 5 == 0:
            shutil.rmtree(folder / ".dflint_cache", ignore_errors=True)
        process = start(folder, jobs)
        time.sleep(chance.random() * cold * chance.choice((1.2, 0.5, 0.3)))
        hit += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL) if chance.random() < 0.5 else process.kill()
        process.communicate()
        found = said(start(folder, jobs))
        assert found == fresh, f"kill {number}: {found}\n{fresh}"
        assert said(start(folder, jobs)) == fresh, f"kill {number}, second run"
        if number % 20 == 19:
            print(f"{number + 1} kills, {hit} before the end", flush=True)
    left = sorted(path.name for path in (folder / ".dflint_cache").rglob(".new-*"))
    print(f"{kills} kills, {hit} before the end, jobs {jobs}: all answers the same; {len(left)} temporary files left")
    return hit


def command() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        torture(Path(folder), arguments.kills, arguments.files, arguments.jobs, arguments.seed)


if __name__ == "__main__":
    command()
