"""Rules about the build context: what the examples on the page do not show."""

from pathlib import Path

import pytest

from tests.rules.trees import Files, said

CASES: list[tuple[str, Files, list[str]]] = [
    ("BK019", {"Dockerfile": "FROM x\nCOPY a b /c/\n", ".dockerignore": "a"}, ["2 'a'"]),
    ("BK019", {"Dockerfile": "FROM x\nADD ./a/b /c/\n", ".dockerignore": "a"}, ["2 './a/b'"]),
    ("BK019", {"Dockerfile": 'FROM x\nCOPY ["a", "/c/"]\n', ".dockerignore": "a"}, ["2 '\"a\"'"]),
    ("BK019", {"Dockerfile": "FROM x\nARG A=a\nCOPY $A /c/\n", ".dockerignore": "a"}, ["3 '$A'"]),
    ("BK019", {"Dockerfile": "FROM x\nCOPY . /c/\n", ".dockerignore": "*"}, ["2 '.'"]),
    ("BK019", {"Dockerfile": "FROM x\nCOPY . /c/\n", ".dockerignore": "*\n!b"}, []),
    ("BK019", {"Dockerfile": "FROM x\nCOPY --from=y a /c/\n", ".dockerignore": "a"}, []),
    ("BK019", {"Dockerfile": "FROM x\nCOPY <<a /c/\na\n", ".dockerignore": "*"}, []),
    ("BK019", {"Dockerfile": "FROM x\nADD https://a /c/\n", ".dockerignore": "**"}, []),
    ("BK019", {"Dockerfile": "FROM x\nONBUILD COPY a /c/\n", ".dockerignore": "a"}, []),
    ("BK019", {"Dockerfile": "FROM x\nCOPY a /c/\n", ".dockerignore": "a\n["}, []),
    ("BK019", {"Dockerfile.a": "FROM x\nCOPY a /c/\n", "Dockerfile.a.dockerignore": "b", ".dockerignore": "a"}, []),
    ("DF062", {"Dockerfile": "FROM x\nCOPY .. $X/../a --from=y /c/\n"}, ["2 '..'"]),
    ("DF063", {"Dockerfile": "FROM x\nCOPY a /c/\n"}, []),
    ("DF063", {"Dockerfile": "FROM x\nCOPY a b /c/\n", "a": ""}, ["2 'b'"]),
    ("DF063", {"sub/Dockerfile": "FROM x\nCOPY a b /c/\n", "sub/a": "", "b": ""}, []),
    ("DF063", {"Dockerfile": "FROM x\nARG B=b\nCOPY a $B b* $C /c/\n", "a": ""}, []),
    ("DF064", {"sub/Dockerfile": "FROM x\nCOPY . /c/\n", ".dockerignore": ""}, []),
    ("DF068", {"Dockerfile": "FROM x\nCOPY a file1.txt /c/\n", "a": "", "file2.txt": ""}, []),
    ("DF068", {"Dockerfile": "FROM x\nCOPY a README.md /c/\n", "a": "", "readme.md": ""}, ["2 'README.md'"]),
    ("DF068", {"Dockerfile": "ARG X\nFROM $X\nCOPY a Web.config /c/\n", "a": "", "web.config": ""}, []),
    (
        "DF068",
        {"Dockerfile": "ARG X\nFROM $X\nCOPY a webs.config /c/\n", "a": "", "web.config": ""},
        ["3 'webs.config'"],
    ),
    ("DF068", {"Dockerfile": "FROM a/nanoserver:1\nCOPY a Web.config /c/\n", "a": "", "web.config": ""}, []),
    ("DF061", {"Dockerfile": "FROM x\nCOPY a* /c/\n", "a1/x": "", "a2": "", ".dockerignore": "a2"}, []),
    ("DF061", {"Dockerfile": "FROM x\nCOPY a* /c/\n", "a1/x": "", "a2": "", ".dockerignore": "a3"}, ["2 'a*'"]),
    ("DF061", {"Dockerfile": "FROM x\nCOPY a* /c/\n", "a1/x": "", "a2": ""}, []),
    (
        "DF061",
        {"Dockerfile": "FROM x\nCOPY a* /c/\nCOPY a1/* /c/a1/\n", "a1/x": "", "a2": "", ".dockerignore": "b"},
        [],
    ),
    ("DF061", {"Dockerfile": "FROM x\nCOPY a* /c/\nADD a1 /d/\n", "a1/x": "", "a2": "", ".dockerignore": "b"}, []),
    ("DF068", {"Dockerfile": "FROM x\nCOPY a b-c.txt /c/\n", "a": "", "b-c-3.txt": ""}, []),
    (
        "BK019",
        {"sub/Dockerfile": "FROM x\nCOPY sub/a b /c/\n", "sub/a": "", "b": "", "sub/.dockerignore": "*"},
        [],
    ),
]


@pytest.mark.parametrize(("code", "files", "expected"), CASES)
def test_places(code: str, files: Files, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    dockerfiles = {name: text for name, text in files.items() if not name.endswith(".dockerignore")}
    for name in set(files) - set(dockerfiles):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(files[name])
    found = [place.partition(":")[2] for place in said(tmp_path, dockerfiles, code)]
    assert found == [place.replace(" ", f" {code} ", 1) for place in expected]
