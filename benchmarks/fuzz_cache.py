"""Change a tree at random, again and again, and compare what a run with the cache says with a run without one.

    python benchmarks/fuzz_cache.py [--seed N] [--steps N] [--processes]

In one process by default, which is quick; with `--processes` each run is a process of its own, as for a user.
"""

import argparse
import contextlib
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from dflint.cli import main
from dflint.lint import kept, run, shelldesk

# Files of the tree, each with texts that it may have. None of them is special to the cache.
FILES: dict[str, Sequence[str]] = {
    "workload/A/Dockerfile": (
        "# a\n\nFROM ubuntu:24.04\nRUN apt-get install curl && cd /tmp\nCOPY run.sh start/ /\nCMD /run.sh\n",
        "# a\n\nARG RELEASE\nFROM a-base${RELEASE}\nCOPY *.sh /\nRUN echo $X | tee y\nCMD /run.sh\n",
        "# b\n\nFROM b${RELEASE}\nCOPY missing.txt requirements.txt /\nRUN pip install -r requirements.txt\n",
        "FROM scratch\nCOPY . /\nENTRYPOINT a\n",
        "FROM\nRUN [\n",
        "",
    ),
    "workload/A/Dockerfile.1.base": (
        '## a-base\n\nFROM ubuntu:22.04\nRUN mkfifo /export-logs\nUSER app\nSHELL ["/bin/bash", "-c"]\n',
        "## a-base\n\nFROM ubuntu:latest\nARG A_VER=1\n",
        "## other\n\nFROM alpine\nRUN apk add curl\n",
    ),
    "workload/A/Dockerfile.2.tool.m4": (
        "# a-tool\n\ninclude(common.m4)\nFROM ubuntu:24.04\nRUN echo WORKLOAD\n",
        "# a-tool\n\ninclude(`other.m4')\nFROM HERE\nRUN cd x; sudo y\n",
        "# a-tool\n\nFROM ubuntu\nARG RELEASE\n",
    ),
    "workload/A/template/common.m4": ("ARG B_VER=2\n", "define(HERE,`debian')ARG C_VER=main\n"),
    "workload/A/other.m4": ("define(HERE,fedora)", "ARG D_REPO=https://example.com\n"),
    "template/common.m4": ("ARG Z_VER=9\n", "include(other.m4)"),
    "template/other.m4": ("ARG Y_VER=8\n", "define(HERE,`x')"),
    "workload/A/run.sh": ("mkfifo /export-logs\n", "echo status > status; tar cf /export-logs status\n", "true\n"),
    "workload/A/start/go.sh": ("mkfifo /export-logs\n", "echo\n"),
    "workload/A/requirements.txt": ("flask\n", "flask==1\n"),
    "workload/A/missing.txt": ("there\n",),
    "workload/A/missing.tex": ("nearly\n",),
    "workload/A/start/stop.sh": ("mkfifo /export-logs\n",),
    "workload/A/.dockerignore": ("*.sh\n", "*\n!run.sh\n", "", "[\n"),
    "workload/A/Dockerfile.dockerignore": ("run.sh\n", "# nothing\n"),
    "workload/B/Dockerfile": (
        "# b\n\nFROM a${RELEASE}\nRUN cat $HOME/x\nCMD tar cf /export-logs x && sleep infinity\n",
        "# a\n\nFROM alpine:3\nRUN ls *.txt | grep `x`\n",
        "# dflint: ignore-file[DL3006] why\nFROM alpine\n# hadolint ignore=SC2086\nRUN cp $A b\n",
    ),
    "workload/B/Dockerfile.j2": (
        "{% include 'part.j2' %}\nRUN echo {{ WORKLOAD }}\n",
        "{% import 'macros.j2' as m %}FROM x\n{{ m.run() }}\n",
        "FROM {{ nothing }}\n",
    ),
    "workload/B/part.j2": ("FROM ubuntu\n", "FROM {{ WORKLOAD }}\nRUN sudo a\n"),
    "workload/B/macros.j2": ("{% macro run() %}RUN cd /a{% endmacro %}", "FROM x\n"),
    "workload/macros.j2": ("{% macro run() %}RUN sudo a{% endmacro %}",),
    "stack/C/Dockerfile": ("# c\n\nFROM b${RELEASE}\nADD https://example.com/x.tar.gz /\n", "FROM c\n"),
    "stack/C/v1/Dockerfile.1.x": ("# cx\n\nFROM c${RELEASE}\nRUN curl x | sh\n", "# c\n\nFROM ubuntu\n"),
    "other/Dockerfile": ("FROM a AS b\nCOPY ../x /\nRUN echo hi\n", "FROM ubuntu\nMAINTAINER x\n"),
    "other/app.Dockerfile": ("FROM python:3\nRUN <<EOF\ncd $X\nEOF\nRUN python -c 'print 1'\n", "FROM x\nCOPY a b\n"),
    "Containerfile": ("FROM a\nCOPY workload /\n", "FROM b\n"),
    ".dflint.toml": (
        'ignore = ["DL3006"]\n',
        'preset = "docker"\n',
        'context = "."\nextend-select = ["DL3008"]\n',
        '[build-args]\nRELEASE = ""\n',
        '[template]\ninclude = ["other"]\ndefinitions = { HERE = "busybox" }\n',
        '[[template.variants]]\nname = "one"\nHERE = "x"\n[[template.variants]]\nname = "two"\n',
        '[template]\nvariables = ["*.yaml"]\n',
        "nonsense = 1\n",
        "[\n",
    ),
    "values.yaml": ("nothing: alpine\n", "a: 1\n", "["),
    "more.yaml": ("nothing: debian:12\n",),
    "workload/A/.dflint.toml": ('select = ["WL"]\n', '[severity]\nWL001 = "info"\n', 'fail-on = "never"\n'),
    "pyproject.toml": ('[tool.dflint]\nignore = ["WL"]\n', "[tool.other]\n"),
    "workload/B/.hadolint.yaml": ("ignored: [DL3006]\n", "override: {error: [DL3008]}\n", "x: y\n"),
    ".gitignore": ("other/\n", "*.j2\n", "*.Dockerfile\n"),
    ".gitmodules": ("[submodule]\n",),
    "workload/C/README.md": ("a component without a file\n",),
}
# Files that would include themselves as links, which takes all the time that they are given.
LOOPING = (".m4", ".j2")
RUNS = (
    ["check", "--jobs", "1"],
    ["check", "--select", "ALL", "--jobs", "2"],
    ["check", "--select", "ALL", "--format", "json"],
    ["check", "--select", "ALL", "-q", "--no-shellcheck"],
    ["check", "--select", "ALL", "--statistics", "--color", "always"],
    ["check", "--select", "ALL", "--fail-on", "error", "workload"],
    ["check", "--select", "ALL", "workload/A/Dockerfile", "nowhere"],
    ["check", "--select", "ALL", "--baseline", "known.json"],
    ["check", "--select", "ALL", "--build-arg", "RELEASE=:x", "workload/A", "stack"],
)
Said = tuple[int, str, str]


class Tree:
    """A folder whose files change at random."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        for name in FILES:
            if chance.random() < 0.6:
                self.write(name)
        # Few files change, so that they do so in many ways.
        self.names = chance.sample(list(FILES), 10)

    def step(self) -> str:
        """Change something; gives what."""
        actions = (self.write, self.write, self.write, self.delete, self.rename, self.link, self.touch, self.folder)
        if self.chance.random() < 0.05:
            inside(["check", "--select", "ALL", "--no-cache", "--write-baseline", "known.json"])
            return "write the baseline"
        name = self.chance.choice(self.names)
        action = self.chance.choice(actions)
        with contextlib.suppress(OSError):
            action(name)
        return f"{action.__name__} {name}"

    def write(self, name: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.write_text(self.chance.choice(FILES[name]), encoding="utf-8")
        if self.chance.random() < 0.5:
            os.utime(path, (1_700_000_000, 1_700_000_000))  # the time of a file says nothing

    def delete(self, name: str) -> None:
        path = self.root / name
        if path.parent != self.root and self.chance.random() < 0.1:
            shutil.rmtree(path.parent)
        else:
            path.unlink()

    def rename(self, name: str) -> None:
        path = self.root / self.chance.choice(self.names)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix not in LOOPING:
            (self.root / name).rename(path)

    def link(self, name: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        others = [other for other in FILES if Path(other).suffix not in LOOPING or path.suffix not in LOOPING]
        path.symlink_to(self.root / self.chance.choice([*others, "nowhere", "stack", "workload"]))

    def touch(self, name: str) -> None:
        os.utime(self.root / name)

    def folder(self, name: str) -> None:
        path = self.root / name
        path.unlink()
        path.mkdir()


def inside(arguments: list[str]) -> Said:
    """What a run in this process says: exit code, output, error output."""
    shelldesk._known.clear()
    kept.FEW = run.WORTHWHILE = 0  # these trees are small
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    return status, out.getvalue(), err.getvalue()


def outside(arguments: list[str]) -> Said:
    """What a process of its own says."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "dflint", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def compare(root: Path, seed: int, steps: int, say: "object" = inside, log: bool = False) -> int:
    """Take `steps` steps in `root`; gives how many runs were compared. AssertionError for one that differs."""
    chance = random.Random(seed)
    if chance.random() < 0.5:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    tree = Tree(root, chance)
    done: list[str] = []
    arguments = RUNS[0]
    before = Path.cwd()
    os.chdir(root)
    try:
        for number in range(steps):
            for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 2, 5))):
                done.append(tree.step())
            # Mostly the run before once more, so that one change is all that has happened since.
            arguments = arguments if number and chance.random() < 0.7 else chance.choice(RUNS)
            fresh = say([*arguments, "--no-cache", "--jobs", "1"])  # type: ignore[operator]
            for _ in range(2):
                kept = say(arguments)  # type: ignore[operator]
                assert kept == fresh, f"seed {seed}, step {number}: {arguments} after {done[-5:]}\n{kept}\n{fresh}"
            if log and number % 50 == 0:
                print(f"seed {seed}, step {number}", flush=True)
    finally:
        os.chdir(before)
    return steps * 2


def command() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--processes", action="store_true")
    arguments = parser.parse_args()
    os.environ.pop("DFLINT_NO_CACHE", None)
    total = 0
    for seed in range(arguments.seed, arguments.seed + arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            total += compare(Path(folder), seed, arguments.steps, outside if arguments.processes else inside)
        print(f"seed {seed}: all the same, {total} runs compared", flush=True)


if __name__ == "__main__":
    command()
