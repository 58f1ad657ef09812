"""Mutate real Dockerfiles and compare dflint's parser with the builder's.

    python benchmarks/fuzz_syntax.py FOLDER... [--count 100000] [--seed 0] [--bytes] [--dated]

Prints every disagreement and every exception; the exit code is 1 if there was one. `--bytes` mutates bytes, not
characters, and looks only for exceptions and for trees that do not give the file back. `--dated` also shows the
disagreements in files with a construct that the package's older BuildKit reads differently.
"""

import argparse
import random
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "syntax")]

import oracle  # noqa: E402

from dflint.syntax.parser import parse  # noqa: E402
from dflint.text import Source  # noqa: E402

LARGEST = 6_000
TOKENS = [
    "\\", "\\\n", "\\\\\n", "\\ \n", "`", "`\n", "\n", "\n\n", "\r\n", "\r", " ", "\t", "\v", "\f", "#", "\n# c\n",
    '"', "'", "=", "[", "]", ",", '["a"]', '["a", "b"]', "[1]", "--", "--a=b", "--a='b c'", "<<", "<<EOF", "<<-EOF",
    "<<'EOF'", '<<"E"', "3<<EOF", "<<<", "\nEOF\n", "\n\tEOF\n", "EOF", "$", "${x:-y}", "${x", "$x", "\u00a0", "\u0085",
    "\u3000", "\ufeff", "\u00e9", "\u0420", "\U0001f600", "RUN ", "ONBUILD ", "ENV ", "ARG ", "COPY ", "HEALTHCHECK ",
    "LABEL ", "FROM ", "CMD ", "# escape=`\n", "# syntax=x\n", "# escape = \\\n", "NaN", "\\u00e9", "\\ud800", "{", "}",
]  # fmt: skip
BYTES = [
    b"\x00",
    b"\xff",
    b"\xfe",
    b"\xc3",
    b"\xa0",
    b"\x85",
    b"\xe2\x80",
    b"\xf0\x9f",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
]


def mutate(text: str, rng: random.Random) -> str:
    """`text` with one to six small changes."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([0, 0, 1, 1, 2, 5, 40]))
        token = rng.choice(["", *TOKENS, text[at : at + 30]])
        text = text[:at] + token + text[end:]
    return text[: rng.randrange(len(text) + 1)] if rng.random() < 0.1 else text


def mutate_bytes(data: bytes, rng: random.Random) -> bytes:
    """`data` with one to eight small changes."""
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([0, 1, 1, 2, 9]))
        token = rng.choice([*BYTES, rng.choice(TOKENS).encode(), rng.randbytes(3)])
        data = data[:at] + token + data[end:]
    return data


def read(folders: list[str]) -> list[bytes]:
    """The files below `folders` that are not too large, in a fixed order."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    return [data for path in paths if len(data := path.read_bytes()) <= LARGEST]


def check_bytes(data: bytes) -> str:
    """What is wrong with the tree of `data`, or an empty text."""
    source = Source.from_bytes(data)
    file = parse(source)
    return "" if str(file) == source.text and source.to_bytes() == data else "does not give the file back"


def findings(files: list[bytes], options: argparse.Namespace) -> Iterator[tuple[str, str, object]]:
    """`(kind, what, input)` of every mutated file; the kind is `agree`, `dated`, `differ` or `raise`."""
    rng = random.Random(options.seed)
    for _ in range(options.count):
        data = rng.choice(files)
        case: bytes | str = (
            mutate_bytes(data, rng) if options.bytes else mutate(data.decode("utf-8", "replace"), rng).replace("\0", "")
        )
        try:
            what = check_bytes(case) if isinstance(case, bytes) else oracle.disagreement(case)
        except Exception:  # whatever it is, it is what this looks for
            yield "raise", traceback.format_exc(), case
            continue
        kind = "agree" if not what else "dated" if isinstance(case, str) and oracle.is_dated(case) else "differ"
        yield kind, what, case


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bytes", action="store_true")
    parser.add_argument("--dated", action="store_true")
    options = parser.parse_args()
    shown = ("differ", "raise", "dated") if options.dated else ("differ", "raise")
    counts: Counter[str] = Counter()
    for kind, what, case in findings(read(options.folders), options):
        counts[kind] += 1
        if kind in shown:
            print(f"--- {kind}\n{what}\n{case!r}", flush=True)
    print(", ".join(f"{count:,} {kind}" for kind, count in counts.most_common()))
    return int(counts["differ"] + counts["raise"] > 0)


if __name__ == "__main__":
    sys.exit(main())
