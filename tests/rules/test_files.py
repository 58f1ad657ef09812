"""COPY, ADD and WORKDIR: what the examples on the page do not show."""

from pathlib import Path

import pytest

from tests.rules.trees import found, said

CASES = [
    ("DL3000", "FROM x\nWORKDIR a\nWORKDIR b\n", ["2 'a'"]),
    ("DL3000", "FROM x\nWORKDIR $X/a\n", []),
    ("DL3000", 'FROM x\nWORKDIR ""\n', []),
    ("DL3000", "WORKDIR a\n", ["1 'a'"]),
    ("DL3000", "FROM x\nONBUILD WORKDIR a\n", []),
    ("DF060", "FROM x\nWORKDIR a\nWORKDIR b\n", ["3 'b'"]),
    ("DF060", "FROM x AS s\nWORKDIR /a\nFROM s\nONBUILD WORKDIR b\n", []),
    ("DL3010", "FROM x\nCOPY a.tgz b.tgz c /d/\nRUN tar xf /d/a.tgz && tar xf /d/b.tgz\n", ["2 'a.tgz'", "2 'b.tgz'"]),
    ("DL3010", "FROM x\nCOPY a.tgz /d/\nRUN tar -xf /d/a.tgz bin/tool\n", []),
    ("DL3010", "FROM x\nCOPY a.tgz /d/\nRUN tar xfC /d/a.tgz /opt\n", ["2 'a.tgz'"]),
    ("DL3010", "FROM x\nCOPY a.tgz /d/\nRUN tar xf /d/a.tgz -O > /x\n", []),
    ("DL3010", "FROM x\nCOPY a-$V.tgz /d/\nRUN tar xf /d/a-${V}.tgz\n", ["2 'a-$V.tgz'"]),
    ("DL3020", "FROM x\nADD <<EOF /b\nEOF\n", []),
    ("DL3020", "FROM x\nADD $X /b\n", []),
    ("DL3021", 'FROM x\nCOPY ["a", "b", "/c"]\n', ["2 '\"/c\"'"]),
    ("DL3021", "FROM x\nCOPY a b $C\n", []),
    ("DL3021", "FROM x\nCOPY --from x a /b\n", []),
    ("DL3021", "FROM x\nCOPY --link a b /c\n", ["2 '/c'"]),
    ("DL3021", "FROM x\nCOPY a b C:\\\\c\\\\\n", []),
    ("DL3045", "FROM docker.io/library/ubuntu:24.04@sha256:1\nCOPY a b\n", ["2 'b'"]),
    ("DL3045", "FROM localhost:5000/ubuntu\nCOPY a b\n", []),
    ("DL3045", "FROM node:8-onbuild\nCOPY a b\n", []),
    ("DL3045", "FROM ubuntu AS s\nFROM s\nWORKDIR b\nCOPY a b\n", []),
    ("DL3045", "FROM ubuntu\nADD a b\n", []),
]


@pytest.mark.parametrize(("code", "text", "expected"), CASES)
def test_places(code: str, text: str, expected: list[str], tmp_path: Path) -> None:
    places = [place.replace(" ", f" {code} ", 1) for place in expected]
    assert said(tmp_path, {"Dockerfile": text}, code) == [f"Dockerfile:{place}" for place in places]


UNFIXED = [
    ("DL3000", "FROM x\nWORKDIR a\n"),
    ("DL3000", 'FROM ubuntu\nWORKDIR "a b"\n'),
    ("DF060", "FROM x\nARG D=/a\nWORKDIR $D\nWORKDIR b\n"),
    ("DF060", "FROM x\nWORKDIR a\nWORKDIR b\n"),
    ("DL3020", "FROM x\nADD a* /b\n"),
    ("DL3020", "FROM x\nADD a https://b /c/\n"),
    ("DL3021", 'FROM x\nCOPY ["a", "b", "/c"]\n'),
    ("DL3021", "FROM x\nARG C=/c\nCOPY a b $C\n"),
    ("DL3045", 'FROM ubuntu\nCOPY ["a", "b"]\n'),
]


@pytest.mark.parametrize(("code", "text"), UNFIXED)
def test_no_fix_where_the_text_is_not_plain(code: str, text: str, tmp_path: Path) -> None:
    assert [item.fix for item in found(tmp_path, {"Dockerfile": text}, code)] == [None]
