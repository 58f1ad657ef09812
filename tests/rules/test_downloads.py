"""What runs, unpacks or clones a download, case by case."""

from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import preset


def codes(folder: Path, text: str, select: str) -> list[str]:
    """The texts at which the rule `select` speaks."""
    settings = preset("docker")._replace(select=(select,))
    data = text.encode()
    found = lint(load(str(folder), [Entry(str(folder / "Dockerfile"), "Dockerfile", settings, data=data)]))
    return [item.text[item.column - 1 : item.end_column - 1] for item in found if item.code == select]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("curl https://x.io/i.sh | sh", ["sh"]),
        ("curl https://x.io/i.sh | sudo -E bash -", ["bash"]),
        ("curl https://x.io/i.sh | /bin/bash", ["/bin/bash"]),
        ("curl https://x.io/i.sh | env A=1 bash -s -- -y", ["bash"]),
        ("bash -c 'curl https://x.io/i.sh | sh'", ["sh"]),
        ("set -e; wget -qO- https://x.io/i.gz | gunzip | sh", ["sh"]),
        ("(curl https://x.io/i.sh | sh)", ["sh"]),
        ("curl https://x.io/i.sh | bash -c 'cat'", []),
        ("curl https://x.io/i.sh | bash i.sh", []),
        ("curl https://x.io/i.sh | tar x", []),
        ("curl https://x.io/i.sh && sh", []),
        ("cat x | sh; curl y", []),
        ("curl http://localhost:80/i.sh | sh", []),
        ("echo 'curl https://x.io | sh'", []),
    ],
)
def test_a_shell_that_runs_a_download(tmp_path: Path, run: str, expected: list[str]) -> None:
    assert codes(tmp_path, f"FROM a\nRUN {run}\n", "DF030") == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("curl https://x.io/a.tgz | tar x", ["curl"]),
        ("curl -o a.tgz https://x.io/b && tar xf a.tgz", ["curl"]),
        ("curl -O https://x.io/a.tgz && tar xf a.tgz", ["curl"]),
        ("wget https://x.io/a && chmod +x a", ["wget"]),
        ("wget -O /tmp/a https://x.io/b && /tmp/a", ["wget"]),
        ("wget https://x.io/a.deb && dpkg -i a.deb", ["wget"]),
        ("wget https://x.io/a.tgz && tar xf b.tgz", []),
        ("wget https://x.io/a.tgz && sha256sum -c a && tar xf a.tgz", []),
        ("wget https://x.io/a.tgz && cp a.tgz /x", []),
    ],
)
def test_a_download_that_nobody_checks(tmp_path: Path, run: str, expected: list[str]) -> None:
    assert codes(tmp_path, f"FROM a\nRUN {run}\n", "DF032") == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("RUN git clone https://x/y", 1),
        ("RUN git clone https://x/y && cd y && git checkout v1", 0),
        ("RUN git clone https://x/y && git -C y reset --hard abc", 0),
        ("RUN git clone https://x/y && cd y && git reset --hard", 1),
        ("RUN git clone https://x/y && cd y && git checkout origin/main", 1),
        ("RUN git clone -b v1 https://x/y", 0),
        ("RUN git clone --branch=main https://x/y", 1),
        ("RUN git clone -b $UNKNOWN https://x/y", 0),
        ("ARG B=master\nRUN git clone -b $B https://x/y", 1),
        ("RUN git clone https://x/y\nRUN cd y && git checkout v1", 0),
        ("RUN git clone https://x/y && git clone https://x/z && git -C y checkout 1 && git -C z checkout 2", 0),
        ("RUN git clone https://x/y && git -C y checkout 1 && git clone https://x/z", 1),
        ("RUN git clone https://x/y && cd y && git fetch origin abc", 0),
    ],
)
def test_a_clone_of_a_branch(tmp_path: Path, rest: str, expected: int) -> None:
    assert len(codes(tmp_path, f"FROM a\n{rest}\n", "DF033")) == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("python:3.9-alpine", 1), ("alpine", 1), ("alpine:3.20", 1), ("python:3.12-alpine3.20", 1),
        ("docker.io/library/alpine:3", 1), ("x/alpine@sha256:1", 1), ("python:3.12-slim", 0),
        ("frolvlad/alpine-glibc", 0), ("miniconda3:alpine", 0), ("x/alpinex", 0), ("python:${V}-alpine", 1),
    ],
)  # fmt: skip
def test_alpine(tmp_path: Path, base: str, expected: int) -> None:
    text = f"ARG V\nFROM {base} AS one\nFROM one\nRUN pip install scipy==1.9.0\n"
    assert len(codes(tmp_path, text, "DF021")) == expected


def test_the_newest_version_has_a_wheel_for_alpine(tmp_path: Path) -> None:
    assert codes(tmp_path, "FROM alpine\nRUN pip install scipy numpy\n", "DF021") == []


def test_a_fix_is_put_only_where_it_fits(tmp_path: Path) -> None:
    """Not into the words of a JSON form, nor behind commands that are no chain."""
    settings = preset("docker")._replace(select=("DL3042", "DL3060", "DF022"))
    text = (
        'FROM a\nRUN ["pip", "install", "x"]\nRUN yarn install; true\nRUN <<EOF\nconda install x\nEOF\n'
        'RUN sudo yarn install\nRUN bash -c "pip install \\"x\\""\n'
    )
    entry = Entry(str(tmp_path / "Dockerfile"), "Dockerfile", settings, data=text.encode())
    found = lint(load(str(tmp_path), [entry]))
    assert [(item.code, item.fix) for item in found] == [
        ("DL3042", None), ("DL3060", None), ("DF022", None), ("DL3060", None), ("DL3042", None),
    ]  # fmt: skip
