"""WL020 and WL021: the fifo that status and logs are exported by is there."""

from pathlib import Path

import pytest

from dflint.settings import Settings
from tests.rules.exports import CMD, FIFO, GOOD, HEAD, codes
from tests.rules.trees import Files

PLAIN = "# s\nFROM ubuntu:24.04\nCMD /server\n"


MADE = [
    "RUN mkfifo /export-logs\n",
    "RUN mkfifo -m 666 /export-logs\n",
    'RUN mkfifo "/export-logs"\n',
    "RUN sudo mkfifo /export-logs\n",
    "RUN sudo -u root /usr/bin/mkfifo /export-logs\n",
    "RUN mknod /export-logs p\n",
    "RUN apt-get update && \\\n    # the fifo\n    mkfifo /export-logs && \\\n    rm -rf /var/lib/apt/lists/*\n",
    "RUN rm -rf /export-logs && mkfifo /export-logs\n",
    "RUN rm -rf /export-logs\nRUN mkfifo /export-logs\n",
    "RUN [ -p /export-logs ] || mkfifo /export-logs\n",
    "RUN if [ ! -e /export-logs ]; then mkfifo /export-logs; fi\n",
    "RUN (mkfifo /export-logs)\n",
    "RUN bash -c 'set -e; mkfifo /export-logs'\n",
    'RUN ["mkfifo", "/export-logs"]\n',
    'RUN ["bash", "-c", "mkfifo /export-logs"]\n',
    "RUN <<EOF\nset -e\nmkfifo /export-logs\nEOF\n",
    "RUN bash <<EOF\nmkfifo /export-logs\nEOF\n",
    "ARG FIFO=/export-logs\nRUN mkfifo $FIFO\n",
    'RUN FIFO=/export-logs; mkfifo "$FIFO"\n',
    "RUN cd / && mkfifo export-logs\n",
    "WORKDIR /\nRUN mkfifo export-logs\n",
    "RUN --network=none mkfifo /export-logs\n",
    "COPY <<EOF /init.sh\nmkfifo /export-logs\nEOF\n",
]


@pytest.mark.parametrize("run", MADE)
def test_made(run: str, tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": HEAD + run + CMD}) == []


NOT_MADE = [
    "",
    "# RUN mkfifo /export-logs\n",
    "RUN true # mkfifo /export-logs\n",
    "RUN true && \\\n    # mkfifo /export-logs && \\\n    true\n",
    "RUN mkfifo /export-logs-2\n",
    "RUN mkfifo /tmp/export-logs\n",
    "RUN mkdir /export-logs\n",
    "RUN touch /export-logs\n",
    "RUN echo mkfifo /export-logs\n",
    "RUN mkfifo /export-logs\nRUN rm -f /export-logs\n",
    "WORKDIR /app\nRUN mkfifo export-logs\n",
    "ENV NOTE='mkfifo /export-logs'\n",
    "COPY <<EOF /init.sh\n# mkfifo /export-logs\nEOF\n",
]


@pytest.mark.parametrize("run", NOT_MADE)
def test_not_made(run: str, tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": HEAD + run + CMD}) == ["WL020", "WL021"]


STAGES = [
    ("# a\nFROM x AS b\n" + FIFO + "FROM b\n" + CMD, []),
    ("# a\nFROM x AS b\n" + FIFO + "FROM b AS c\nFROM C\n" + CMD, []),
    ("# a\nFROM x AS b\n" + FIFO + "FROM ubuntu:24.04\nCOPY --from=b /a /a\n" + CMD, ["WL020", "WL021"]),
    ("# a\nFROM x AS b\n" + FIFO + CMD + "FROM ubuntu:24.04\nCOPY --from=b /a /a\n", ["WL020"]),
    ("# a\nARG BASE\nFROM $BASE\n" + CMD, []),
    ("# a\nFROM unknown-${TARGETARCH}\n" + CMD, []),
    ("# a\nFROM $BUILDARCH-tools\n" + CMD, []),
    ("# a\nARG RELEASE\nFROM image-of-a-tree-that-is-not-here${RELEASE}\n" + CMD, []),
]


@pytest.mark.parametrize(("text", "expected"), STAGES)
def test_stages(text: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": text}) == expected


BASED = "# a\nARG RELEASE\nFROM base${RELEASE}\n" + CMD
COMPONENTS: list[tuple[Files, list[str]]] = [
    ({"Dockerfile": GOOD, "Dockerfile.1.server": PLAIN, "Dockerfile.2.data": "## d\nFROM x\n"}, []),
    ({"Dockerfile": PLAIN, "Dockerfile.1.server": GOOD}, []),
    ({"Dockerfile.2.base": "## base\nFROM x\n" + FIFO, "Dockerfile": BASED}, []),
    ({"Dockerfile.2.base": "## base\nFROM x\n", "Dockerfile": BASED}, ["WL020", "WL021"]),
    ({"Dockerfile.2.base": "## base\nFROM x\n# RUN mkfifo /export-logs\n", "Dockerfile": BASED}, ["WL020", "WL021"]),
    ({"stack/s/Dockerfile": "## base\nFROM x\n" + FIFO, "Dockerfile": BASED}, []),
    ({"Dockerfile.2.base": "## base\nFROM x\n" + FIFO, "Dockerfile": "# a\nFROM ubuntu\nCMD /run.sh\n"}, ["WL020"]),
    ({"Dockerfile.2.base": "## base\nFROM x\n" + FIFO}, ["WL020"]),
    ({"Dockerfile.1.a": PLAIN, "Dockerfile.1.b.m4": "# b\nFROM x\n" + FIFO}, ["WL024"]),
    ({"Dockerfile.1.a": PLAIN, "Dockerfile.1.b.tmpl": "# b\nFROM x\n" + FIFO}, []),
    ({"Dockerfile": PLAIN, "Dockerfile.10.x": GOOD}, ["WL020"]),
    ({"workload/w/server/Dockerfile": PLAIN, "workload/w/client/Dockerfile": GOOD}, []),
    ({"stack/s/Dockerfile": PLAIN}, []),
    ({"stack/s/Dockerfile.1.s.unittest": PLAIN, "stack/s/Dockerfile": GOOD}, ["WL020"]),
    ({"stack/s/Dockerfile.1.s-unit-test-1": PLAIN}, ["WL020"]),
    ({"stack/s/Dockerfile.1.functest": PLAIN}, ["WL020"]),
    ({"stack/s/Dockerfile.1.functest": GOOD}, []),
    ({"tools/Dockerfile": PLAIN, "workload/w/Dockerfile": GOOD}, []),
]


@pytest.mark.parametrize(("files", "expected"), COMPONENTS)
def test_components(files: Files, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, files) == expected


SCRIPTS = [
    ("COPY init.sh /\n", True),
    ("COPY --chmod=755 init.sh /\n", True),
    ("COPY scripts /scripts\n", True),
    ("COPY scripts/ /scripts/\n", True),
    ("COPY scripts/*.sh /scripts/\n", True),
    ("COPY script?/[i-k]*.sh /scripts/\n", True),
    ("COPY . /\n", True),
    ('COPY ["init.sh", "/"]\n', True),
    ("ADD ./init.sh /\n", True),
    ("ARG NAME=init\nCOPY ${NAME}.sh /\n", True),
    ("COPY other.sh /\n", False),
    ("COPY missing.sh /\n", False),
    ("COPY commented.sh README.md /\n", False),
    ("COPY --from=x init.sh /\n", False),
    ("# COPY init.sh /\n", False),
]


@pytest.mark.parametrize(("copy", "made"), SCRIPTS)
def test_scripts(copy: str, made: bool, tmp_path: Path) -> None:
    files = {"Dockerfile": HEAD + copy + CMD, "other.sh": "mkfifo /other\n", "README.md": FIFO}
    files |= dict.fromkeys(("init.sh", "scripts/init.sh"), "#!/bin/sh\nmkfifo /export-logs\n")
    files |= {"commented.sh": "#!/bin/sh\n# mkfifo /export-logs\n", "Dockerfile.dockerignore": FIFO}
    assert codes(tmp_path, files) == ([] if made else ["WL020", "WL021"])


def test_a_script_with_a_variable(tmp_path: Path) -> None:
    script = 'LOGS=/export-logs\nmkfifo "$LOGS"\n'
    assert codes(tmp_path, {"Dockerfile": HEAD + "COPY run.sh /\nCMD /run.sh\n", "run.sh": script}) == []


def test_another_path(tmp_path: Path) -> None:
    other = Settings(fifo="/logs/pipe")
    assert codes(tmp_path, {"Dockerfile": GOOD}, other) == ["WL020"]
    assert codes(tmp_path, {"Dockerfile": GOOD.replace("/export-logs", "/logs/pipe")}, other) == []
