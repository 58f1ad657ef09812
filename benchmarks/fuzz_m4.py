"""Expand templates made up at random with dflint's m4 and with GNU m4, and print where they differ.

    python benchmarks/fuzz_m4.py [--count 30000] [--seed 0] [--most 10]

Needs a program `m4`. The exit code is 1 if there was a difference.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "template")]

import m4_oracle  # noqa: E402


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=10, help="stop after this many differences")
    options = parser.parse_args()
    if not m4_oracle.program():
        parser.error("there is no program m4")
    maker, differences, done = m4_oracle.Maker(options.seed), 0, 0
    with tempfile.TemporaryDirectory() as name:
        m4_oracle.prepare(Path(name))
        while done < options.count and differences < options.most:
            data = maker.template()
            done += 1
            what = m4_oracle.disagreement(data, Path(name))
            if what:
                differences += 1
                print(f"--- {data!r}\n{what}", flush=True)
    print(f"{done:,} templates, {differences:,} differences")
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
