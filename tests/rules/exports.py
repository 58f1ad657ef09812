"""The parts of a Dockerfile that exports its logs, and what chapter `export` says of files with them."""

from pathlib import Path

from dflint.settings import Settings
from tests.rules.trees import SETTINGS, Files, found

HEAD = "# a\nFROM ubuntu:24.04\n"
CMD = (
    "CMD (/run.sh; echo $? > status) 2>&1 | tee output.logs && \\\n"
    "    tar cf /export-logs status output.logs && \\\n"
    "    sleep infinity\n"
)
FIFO = "RUN mkfifo /export-logs\n"
GOOD = HEAD + FIFO + CMD


def codes(root: Path, files: Files, settings: Settings = SETTINGS) -> list[str]:
    """The codes of the chapter that are found in `files`, of the component `workload/a` where they name none."""
    roots = ("workload/", "stack/", "tools/")
    tree = {name if name.startswith(roots) else f"workload/a/{name}": text for name, text in files.items()}
    return [item.code for item in found(root, tree, "WL02", settings=settings)]
