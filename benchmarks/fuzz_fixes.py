"""Fix real Dockerfiles with all rules, the unsafe fixes included, and check what comes out.

    python benchmarks/fuzz_fixes.py FOLDER... [--mutate 0] [--seed 0] [--select ALL] [--preset docker] [--safe]

Each file is fixed alone and in memory. Its result must be accepted by the builder's parser where the file was, must not
change when it is fixed again, and must hold all comments; no fix may be refused as wrong. Prints what is not so, and
how often each rule was applied; the exit code is 1 if something was wrong. `--mutate N` takes N mutated files.
"""

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests" / "syntax")]

import oracle  # noqa: E402
from fuzz_syntax import mutate  # noqa: E402

from dflint.lint.fixes import Fixed, fix  # noqa: E402
from dflint.model.file import Entry  # noqa: E402
from dflint.model.project import load  # noqa: E402
from dflint.settings import Settings, preset  # noqa: E402

# Rules whose fixes are edits of a comment.
ABOUT_COMMENTS = ("WL00", "DF00")
Wrong = tuple[str, str]


def fixed(data: bytes, settings: Settings) -> Fixed:
    """What fixing makes of one file."""
    entry = Entry(str(ROOT / "Dockerfile"), "Dockerfile", settings, data=data)
    return fix(load(str(ROOT), [entry]))


def comment_lines(text: str) -> "Counter[str]":
    """The lines that look like comments."""
    return Counter(line.strip() for line in text.split("\n") if line.strip().startswith("#"))


def accepted(text: str) -> bool:
    """True when the builder's parser takes `text`."""
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "")
    return oracle.theirs(readable) != oracle.REJECTED


def wrongs(data: bytes, settings: Settings, applied: "Counter[str]") -> Iterator[Wrong]:
    """What is wrong with the fixes of `data`."""
    result = fixed(data, settings)
    yield from (("bug", bug) for bug in result.bugs)
    for change in result.changes:
        applied.update(change.fixed)
        old, new = change.old.text, change.new.text
        codes = ", ".join(change.fixed)
        if accepted(old) and not accepted(new):
            yield "refused", codes
        lost = comment_lines(old) - comment_lines(new)
        if lost and not any(code.startswith(ABOUT_COMMENTS) for code in change.fixed):
            yield "comment", f"{codes}: {', '.join(lost)}"
        for again in fixed(change.new.to_bytes(), settings).changes:
            yield "unstable", f"{codes}, then {', '.join(again.fixed)}"


def inputs(options: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    """The files with their paths, or mutated ones."""
    paths = sorted(path for folder in options.folders for path in Path(folder).rglob("*") if path.is_file())
    if not options.mutate:
        yield from ((str(path), path.read_bytes()) for path in paths)
        return
    rng = random.Random(options.seed)
    for _ in range(options.mutate):
        path = rng.choice(paths)
        text = mutate(path.read_bytes()[:6_000].decode("utf-8", "replace"), rng)
        yield f"{path} (mutated)", text.encode("utf-8", "surrogatepass")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--mutate", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--select", default="ALL")
    parser.add_argument("--preset", default="docker")
    parser.add_argument("--safe", action="store_true")
    options = parser.parse_args()
    settings = preset(options.preset)._replace(select=tuple(options.select.split(",")), unsafe_fixes=not options.safe)
    counts: Counter[str] = Counter()
    applied: Counter[str] = Counter()
    start = time.monotonic()
    for path, data in inputs(options):
        counts["files"] += 1
        try:
            for kind, what in wrongs(data, settings, applied):
                counts[kind] += 1
                print(f"{path}: {kind}: {what}" + (f"\n{data!r}" if options.mutate else ""), flush=True)
        except Exception:  # whatever it is, it is what this looks for
            counts["raise"] += 1
            print(f"{path}: raise\n{traceback.format_exc()}", flush=True)
    print(", ".join(f"{code} {number:,}" for code, number in sorted(applied.items())) or "no fix")
    print(", ".join(f"{count:,} {kind}" for kind, count in counts.items()), f"in {time.monotonic() - start:.0f} s")
    return int(sum(counts.values()) > counts["files"])


if __name__ == "__main__":
    sys.exit(main())
