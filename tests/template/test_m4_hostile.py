"""Templates that want to run, write, read or take what they must not: each ends soon, with a clear complaint."""

import os
from time import process_time

import pytest

from dflint.template import m4_limits
from dflint.template.m4_expand import expand_m4
from dflint.text import Source

OVERTIME = 0.4
LAUGHS = "".join(f"define(`l{n}',`l{n - 1} l{n - 1} l{n - 1}')" for n in range(1, 30))

# Each takes too much, or fails: there is no result.
BOMBS = {
    "loop": "define(`a',`a')a",
    "loop of two": "define(`a',`b')define(`b',`a')a",
    "growing loop": "define(`a',`x a a')a",
    "growing arguments": "define(`a',`a($1$1)')a(xx)",
    "growing list": "define(`a',`a($@,$@)')a(1,2)",
    "nested call": "define(`a',`a(a(')a(",
    "nested growth": "define(`a',`a(`$1',a(`$1$1'))')a(x)",
    "parentheses": "define(`a',1)" + "a(" * 20_000 + ")" * 20_000,
    "open calls": "define(`a',1)" + "a(" * 4_000,
    "laughs": "define(`l0',`ha ')" + LAUGHS + "l29",
    "quoted laughs": "define(`x0',`0123456789')"
    + "".join(f"define(`x{n}',defn(`x{n - 1}')defn(`x{n - 1}')defn(`x{n - 1}'))" for n in range(1, 30)),
    "wrap": "define(`w',`m4wrap(`w')')w",
    "growing wrap": "define(`w',`m4wrap(`w w')x')w",
    "include itself": "include(`loop.m4')",
    "large include": "include(`large.m4')",
    "quotes": "`" * 100_000,
    "open quote": "x\n`y\n",
    "open comment": "changecom(`/*',`*/')/* x",
    "exit": "m4exit(1)",
    "patsubst": "patsubst(`" + "a" * 3_000 + "',`\\(a*\\)*\\(a*\\)*b',`x')",
    "nested stars": "regexp(`" + "a" * 100_000 + "',`\\(\\(a*\\)*\\)*b')",
    "back references": "regexp(`" + "a" * 2_000 + "',`\\(a*\\)*\\(a*\\)*\\1\\2\\1b')",
    "replacement": "define(`x',`" + "a" * 100_000 + "')patsubst(defn(`x'),`',defn(`x'))",
    "filled": "define(`x',`" + "a" * 100_000 + "')patsubst(defn(`x'),`\\(.*\\)',`" + "\\1" * 1_000 + "')",
    "wide": "format(`%999999999d',1)",
    "wide from an argument": "format(`%*d',999999999,1)",
    "many wide": "format(`" + "%400000d" * 100 + "',1)",
    "precise": "format(`%.999999999d',1)",
    "wide eval": "eval(1,10,999999999)",
    "ones": "eval(`2147483647',1)",
    "translit": "translit(`x',`" + "\x01-\x7f" * 100_000 + "',`a')",
    "parameters": "define(`a',`" + "$1" * 100_000 + "')a(`" + "x" * 100_000 + "')",
    "lists": "define(`a',`" + "$@" * 100_000 + "')a(`" + "x" * 100_000 + "')",
    "indir": "define(`a',`indir(`a')')a",
    "indir of indir": "indir(" + "`indir'," * 1_000 + ")",
    "diversions": "define(`a',`divert(incr(divnum))" + "x" * 1_000 + " a')a",
    "pushdef": "define(`a',`pushdef(`a',defn(`a'))a')a",
    "undivert": "define(`a',`divert(1)xx`'divert(2)undivert(1)divert(1)undivert(2)a')a",
    "counting": "define(`a',`define(`n',incr(n))a')define(`n',0)a",
    "changed quotes": "define(`a',`changequote(`[',`]')changequote([`],['])a')a",
    "many includes": "define(`a',`include(`small.m4')a')a",
    "missing includes": "define(`a',`sinclude(`none.m4')a')a",
    "wide text": "x" * 6_000_000,
    "many specifiers": "format(`" + "%d%s%%" * 800_000 + "',1,2)",
    "long pattern": "define(`x',`" + "a" * 190 + "')define(`a',`regexp(`b',`$1'x)a(incr($1))')a(1)",
    "alternating": "define(`a',`" + "$1-" * 20_000 + "')define(`b',`a(a($1))')b(q)",
    "quotes in quotes": "`'" * 2_400_000 + "define(`a',`a')a",
    "letters as quotes": "changequote(q,p)" + "qxp y " * 300_000 + "define(a,qap)a",
    "stored": "define(`a',`define(`n$1',format(`%4000000d',1))a(incr($1))')a(1)",
    "shift": "define(`r',`r(shift($@),$@)')r(a,b,c)",
}
# Nothing happens; the kind of the note and what is in its message.
FORBIDDEN = {
    "syscmd(`touch ran')": ("forbidden", "syscmd"),
    "esyscmd(`touch ran')": ("forbidden", "esyscmd"),
    "builtin(`syscmd',`touch ran')": ("forbidden", "syscmd"),
    "indir(`esyscmd',`touch ran')": ("forbidden", "esyscmd"),
    "define(`f',defn(`syscmd'))f(`touch ran')": ("forbidden", "f"),
    "undefine(`syscmd')builtin(`syscmd',`touch ran')": ("forbidden", "syscmd"),
    "mkstemp(`ranXXXXXX')": ("forbidden", "mkstemp"),
    "maketemp(`ranXXXXXX')": ("forbidden", "maketemp"),
    "debugfile(`ran')": ("forbidden", "debugfile"),
    "include(`/etc/passwd')": ("outside", "/etc/passwd"),
    "sinclude(`/etc/passwd')": ("outside", "/etc/passwd"),
    "undivert(`/etc/passwd')": ("outside", "/etc/passwd"),
    "include(`../outside.m4')": ("outside", "../outside.m4"),
    "include(`link.m4')": ("outside", "link.m4"),
    "include(`folder-link/outside.m4')": ("outside", "outside.m4"),
    "include(`/dev/zero')": ("outside", "/dev/zero"),
    "include(`/proc/self/environ')": ("outside", "/proc/self/environ"),
    "include(`fifo')": ("include", "no regular file"),
    "undivert(`fifo')": ("include", "no regular file"),
    "include(`folder')": ("include", "no such file"),
    "include(`')": ("include", "no such file"),
    "include(`none.m4')": ("include", "none.m4"),
    "eval(`1/0')": ("error", "divide by zero"),
    "eval(`" + "(" * 5_000 + "')": ("error", "nested"),
    "regexp(`a',`" + "\\(" * 5_000 + "')": ("error", "nested"),
    "indir(`nope')": ("error", "nope"),
}
# What is left of the above, and what is harmless.
QUIET = {
    "changeword(`x')": "changeword(x)",
    "m4_define(`x',1)m4_syscmd(`touch ran')": "m4_define(x,1)m4_syscmd(touch ran)",
    "dumpdef(`len')errprint(`x')traceon debugmode(`V')-": " -",
    "sysval": "0",
    "__file__": "Dockerfile.m4",
    "syscmd esyscmd builtin": "syscmd esyscmd builtin",
    "eval(`2**2147483647')": "0",
    "x" * 1_000_000: "x" * 1_000_000,
    "a(" * 4_000: "a(" * 4_000,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    base = tmp_path_factory.mktemp("hostile")
    root = base / "repository"
    (root / "folder").mkdir(parents=True)
    (base / "outside.m4").write_text("secret")
    (root / "link.m4").symlink_to("../outside.m4")
    (root / "folder-link").symlink_to("..")
    (root / "loop.m4").write_text("x include(`loop.m4')")
    (root / "small.m4").write_text("x\n")
    with open(root / "large.m4", "wb") as stream:
        stream.truncate(2**30)
    os.mkfifo(root / "fifo")
    return root


def expand(text, root):
    start = process_time()
    found = expand_m4(Source(text, "Dockerfile.m4"), str(root), [str(root)], {"RELEASE": ":latest"})
    assert process_time() - start < m4_limits.SECONDS + OVERTIME
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_an_error(name, root, monkeypatch):
    if name != "loop":  # one waits for all of the time
        monkeypatch.setattr(m4_limits, "SECONDS", 0.5)
    found = expand(BOMBS[name], root)
    assert found.error is not None
    assert found.source.text == ""
    assert found.error.kind == "error"
    assert "\n" not in found.error.message
    assert 0 <= found.error.origin.file < len(found.files)
    assert found.error.origin.start <= len(found.files[found.error.origin.file].text)


@pytest.mark.parametrize("text", FORBIDDEN)
def test_nothing_forbidden_happens(text, root):
    before = sorted(os.listdir(root)), sorted(os.listdir("."))
    found = expand(f"a\n{text}\n", root)
    kind, part = FORBIDDEN[text]
    assert found.error is None
    assert any(note.kind == kind and part in note.message for note in found.notes)
    assert found.files[0].line_of(found.notes[0].origin.start) == 2
    assert "secret" not in found.source.text
    assert "root:" not in found.source.text
    assert (sorted(os.listdir(root)), sorted(os.listdir("."))) == before


@pytest.mark.parametrize("text", QUIET, ids=lambda text: text[:30])
def test_what_is_harmless_stays(text, root):
    found = expand(text, root)
    assert found.error is None
    assert found.source.text == QUIET[text]


def test_an_error_in_an_included_file_points_there(tmp_path):
    (tmp_path / "inc.m4").write_text("x\n`open")
    found = expand("include(`inc.m4')", tmp_path)
    assert found.error is not None
    assert found.files[found.error.origin.file].path == "inc.m4"
    assert found.error.origin.start == 2
