"""Command lines taken apart by the table of programs."""

from typing import NamedTuple

import pytest

from dflint.embedded.programs import PROGRAMS, Call, common_name, read_call


class Text(NamedTuple):
    """A word."""

    text: str


def call(line: str) -> Call:
    return read_call([Text(word) for word in line.split()])


@pytest.mark.parametrize(
    ("line", "program", "subcommand", "operands"),
    [
        ("apt-get install a b", "apt-get", "install", "a b"),
        ("apt-get -y install a", "apt-get", "install", "a"),
        ("apt-get -o X=1 -t sid install a", "apt-get", "install", "a"),
        ("apt-get install -t=sid a", "apt-get", "install", "a"),
        ("apt-get install --target-release sid a", "apt-get", "install", "a"),
        ("apt-get install -- -a", "apt-get", "install", "-a"),
        ("/usr/bin/apt-get update", "apt-get", "update", ""),
        ("apt-get", "apt-get", "", ""),
        ("dnf $opts install a", "dnf", "install", "a"),
        ("dnf $verb a", "dnf", "$verb", "a"),
        ("apk --no-cache add -t .x --repository y a", "apk", "add", "a"),
        ("apk cache clean", "apk", "cache clean", ""),
        ("yum --enablerepo epel install a", "yum", "install", "a"),
        ("dnf group install -y a", "dnf", "group install", "a"),
        ("dnf module install a:1", "dnf", "module install", "a:1"),
        ("zypper -n in --repo x a", "zypper", "in", "a"),
        ("pip3 install -r x a", "pip", "install", "a"),
        ("python3.11 -m pip install a", "pip", "install", "a"),
        ("python x.py install a", "python", "", "x.py install a"),
        ("uv pip install a", "uv", "pip install", "a"),
        ("mamba install -c x a", "conda", "install", "a"),
        ("go install -tags netgo a@1", "go", "install", "a@1"),
        ("npm cache clean", "npm", "cache clean", ""),
        ("wget -O - x", "wget", "", "x"),
        ("echo -n a", "echo", "", "a"),
    ],
)
def test_calls(line: str, program: str, subcommand: str, operands: str) -> None:
    found = call(line)
    assert (found.program, found.subcommand) == (program, subcommand)
    assert " ".join(word.text for word in found.operands) == operands


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("apt-get -qqy install", [("-q", None), ("-q", None), ("-y", None)]),
        ("apt-get install -q=2", [("-q", "2")]),
        ("apt-get install -oX=1 -o Y=2 --option=Z=3", [("-o", "X=1"), ("-o", "Y=2"), ("--option", "Z=3")]),
        ("apt-get install -yt sid a", [("-y", None), ("-t", "sid")]),
        ("yum install --setopt tsflags=nodocs -y", [("--setopt", "tsflags=nodocs"), ("-y", None)]),
        ("go build -tags a -v", [("-tags", "a"), ("-v", None)]),
        ("wget -nv -qO- x", [("-nv", None), ("-q", None), ("-O", "-")]),
        ("curl -o", [("-o", None)]),
        ("apt-get install - a", []),
    ],
)
def test_options(line: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(option.name, option.value) for option in call(line).options] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pip", "pip"),
        ("pip3", "pip"),
        ("pip3.11", "pip"),
        ("pipx", "pipx"),
        ("pipenv", "pipenv"),
        ("micromamba", "conda"),
    ],
)
def test_common_names(name: str, expected: str) -> None:
    assert common_name(name) == expected


def test_verb_is_the_last_word_of_the_subcommand() -> None:
    found = call("uv pip install a")
    assert found.verb is not None and found.verb.text == "install"


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_table_is_sound(name: str) -> None:
    """Options begin with a dash, subcommands of two words begin with one that has some, folders are no files."""
    program = PROGRAMS[name]
    assert all(option.startswith("-") for option in (*program.valued, *program.assent))
    pairs = [each.split() for each in (*program.installs, *program.refreshes, *program.cleans) if " " in each]
    assert all(first in program.nested for first, _ in pairs)
    assert not any(folder.endswith("/") for folder in program.caches)
