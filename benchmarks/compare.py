"""Compare dflint with hadolint, and with tally where there is one, side by side in one run.

    python -m benchmarks.compare                        one file of 2 and of 130 lines, trees of 180 and 1,800 files
    python -m benchmarks.compare --sizes 180,18000      other trees of the corpus
    python -m benchmarks.compare --tree FOLDER          the Dockerfiles of a folder of yours
    python -m benchmarks.compare --write                with the figures put into benchmarks/README.md

The linters take turns; what is told is the median of several rounds. hadolint and tally get the names of all files that
are no templates, dflint the folder. Needs Linux or macOS.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.measure import MEGABYTE, Cost, Sample, cost, run
from benchmarks.subjects import HADOLINT, Subject, environment, subjects, versions

PAGE = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
SIZES = "2-lines,130-lines,180,1800"
FINE = (0, 1)


class Case(NamedTuple):
    """What is checked: a name for the table, the folder, and the files in it that every linter can read."""

    name: str
    folder: Path
    files: list[str]
    whole: bool = True


def cases(sizes: Sequence[str], tree: Path | None, place: Path, seed: int) -> Iterator[Case]:
    """The cases; those of the corpus are written below `place`."""
    if tree is not None:
        files = readable(tree)
        yield Case(f"{len(files):,} files", tree, files)
        return
    for size in sizes:
        folder = place / size
        folder.mkdir()
        if size.endswith("-lines"):
            lines = int(size.removesuffix("-lines"))
            (folder / "Dockerfile").write_text(corpus.lone(lines, seed), encoding="utf-8", newline="\n")
            yield Case(f"1 file, {lines} lines", folder, ["Dockerfile"], whole=False)
        else:
            corpus.write(folder, int(size), seed)
            yield Case(f"{int(size):,} files", folder, readable(folder))


def readable(folder: Path) -> list[str]:
    """The Dockerfiles below `folder` that are no templates, as dflint finds them, relative to it."""
    from dflint.discover import find
    from dflint.model.templates import ENDINGS

    found = (os.path.relpath(path, folder.resolve()) for path in find([str(folder.resolve())]).files)
    return [path for path in found if not path.lower().endswith(ENDINGS)]


def measured(case: Case, found: Sequence[Subject], rounds: int, limit: float) -> dict[str, list[Sample]]:
    """The samples of each subject by name. One that fails, or has run for `limit` seconds, is not run again."""
    samples: dict[str, list[Sample]] = {subject.name: [] for subject in found}
    variables = environment()
    left = list(found)
    for number in range(rounds):
        for subject in list(left):
            command = subject.command(case.files)
            if subject.deletes:
                shutil.rmtree(subject.deletes, ignore_errors=True)
            if subject.warms_up and not number:
                run(command, case.folder, limit, variables)
            sample = run(command, case.folder, limit, variables)
            samples[subject.name].append(sample)
            print(f"{case.name}: {subject.name}: {sample.wall:.2f} s", file=sys.stderr, flush=True)
            spent = sum(each.wall for each in samples[subject.name])
            if sample.status not in FINE or spent > limit:
                left.remove(subject)
    return samples


def table(results: Mapping[str, Mapping[str, Sequence[Sample]]]) -> str:
    """A Markdown table of the samples by case and linter."""
    rows = [("", "", "time", "CPU", "memory", f"times as fast as {HADOLINT}")]
    for case, samples in results.items():
        costs = {name: cost(some) for name, some in samples.items() if some and not _failure(some)}
        other = costs.get(HADOLINT)
        for name, some in samples.items():
            rows.append((case, name, *_cells(costs.get(name), other, some)))
            case = ""  # noqa: PLW2901
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]) + "\n"


def _failure(samples: Sequence[Sample]) -> str:
    """What went wrong in the last of `samples`."""
    last = samples[-1]
    return "" if last.status is None or last.status in FINE else f"exit code {last.status}: {last.told}"[:80]


def _cells(mine: Cost | None, other: Cost | None, samples: Sequence[Sample]) -> tuple[str, str, str, str]:
    if mine is None:
        return (_failure(samples) if samples else "not run", "", "", "")
    if mine.is_late:
        return (f"more than {seconds(mine.wall)}", "", "", "")
    return (seconds(mine.wall), seconds(mine.cpu), _memory(mine), _ratio(mine, other))


def _memory(mine: Cost) -> str:
    """The memory, which cannot be told where it is less than what a new process is counted as."""
    size = f"{max(mine.peak, mine.floor) / MEGABYTE:,.0f} MB"
    return size if mine.peak > mine.floor * 1.05 else f"at most {size}"


def seconds(value: float) -> str:
    """A time as people read it, with at least two digits that count."""
    if value < 0.9995:
        return f"{value * 1000:,.0f} ms"
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:,.{digits}f} s"


def _ratio(mine: Cost, other: Cost | None) -> str:
    if other is None or mine is other:
        return ""
    ratio = other.wall / mine.wall
    least = "more than " if other.is_late else ""
    digits = 0 if ratio >= 9.95 else 1 if ratio >= 0.95 else 2
    return f"{least}{ratio:,.{digits}f}"


def setting(rounds: int, all_rules: bool) -> str:
    """Where and how the figures were taken, in a line."""
    tools = ", ".join([f"Python {platform.python_version()}", *versions((HADOLINT, "tally", "shellcheck"))])
    rules = "all rules of dflint" if all_rules else "the default rules of dflint"
    return (
        f"{date.today():%d %B %Y}, {platform.system()} on {platform.machine()}, {cores()} cores; {tools}; "
        f"{rules}; medians of {rounds} rounds.\n"
    )


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def with_figures(page: str, figures: str) -> str:
    """`page` with `figures` between its two marks; ValueError when one of these is missing."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"lacks {BEGIN} or {END}")
    return f"{head}{begin}\n\n{figures}\n{end}{tail}"


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", default=SIZES, help="numbers of files, or N-lines for one file (default: %(default)s)"
    )
    parser.add_argument("--tree", type=Path, help="compare on this folder in place of the corpus")
    parser.add_argument("--rounds", type=int, default=5, help="how often each linter runs (default: %(default)s)")
    parser.add_argument(
        "--limit", type=float, default=120, help="seconds for each linter and size (default: %(default)s)"
    )
    parser.add_argument("--rules", choices=("all", "default"), default="all", help="rules of dflint (default: all)")
    parser.add_argument("--only", metavar="TEXT", default="", help="only linters with this in their name, and hadolint")
    parser.add_argument("--seed", type=int, default=1, help="another corpus")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/README.md")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    found = parser.parse_args()
    if found.tree is not None and not found.tree.is_dir():
        parser.error(f"{found.tree} is no folder")
    for size in found.sizes.split(","):
        if not size.removesuffix("-lines").isdigit():
            parser.error(f'--sizes: "{size}" is neither a number nor N-lines')
    return found


def main() -> int:
    """Run the command line."""
    given = options()
    results: dict[str, dict[str, list[Sample]]] = {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for case in cases(given.sizes.split(","), given.tree, place, given.seed):
            found = subjects(place / "cache", given.rules == "all", case.whole)
            wanted = [subject for subject in found if given.only in subject.name or subject.name == HADOLINT]
            if not results:
                _begin(wanted, place)
            results[case.name] = measured(case, wanted, given.rounds, given.limit)
            for extra in place.glob("cache*"):
                shutil.rmtree(extra)
    figures = table(results) + "\n" + setting(given.rounds, given.rules == "all")
    print(figures, end="")
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if given.write:
        PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return 0


def _begin(found: Sequence[Subject], place: Path) -> None:
    """Let every linter run once on next to nothing: Python compiles, the system reads from the disk."""
    (place / "Dockerfile").write_text(corpus.lone(2), encoding="utf-8")
    for subject in found:
        run(subject.command(["Dockerfile"]), place, 60, environment())
    (place / "Dockerfile").unlink()
    for extra in place.glob("cache*"):
        shutil.rmtree(extra)


if __name__ == "__main__":
    sys.exit(main())
