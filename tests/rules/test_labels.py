"""DL3048 to DL3058: names and values of labels, and the options label-schema and strict-labels."""

from pathlib import Path

import pytest

from dflint.settings import Settings
from tests.rules.trees import said

KINDS = {
    "DL3052": ("url", ["http://a.b", "ftp://x", "mailto:a@b.c", "urn:x:y", "https://a.b/c?d=e#f", "HTTPS://A"],
               ["a.b", "https://a.b/c d", "git@example.com:a/b", "//a/b", "/a"]),
    "DL3053": ("rfc3339", ["2021-03-10T10:26:33Z", "2021-03-10t10:26:33z", "2021-03-10T10:26:33.5647+01:00",
                           "2021-03-10T10:26:60Z"],
               ["2021-03-10", "2021-03-10 10:26:33Z", "2021-13-10T10:26:33Z", "2021-02-30T10:26:33Z",
                "2021-03-10T25:26:33Z", "2021-03-10T10:26:33", "now"]),
    "DL3054": ("spdx", ["MIT", "Apache-2.0", "GPL-3.0-or-later", "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause)",
                        "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-mine", "Unlicense", "BUSL-1.1",
                        "MIT AND (ISC OR Zlib)", "Apache-2.0+"],
               ["mit", "Apache 2.0", "GPL-3.0", "NONE", "Proprietary", "MIT,ISC", "MIT OR", "MIT WITH ISC", "()"]),
    "DL3055": ("hash", ["48a25e1", "48a25e1e3b0c44298fc1c149afbf4c8996fb9242", "1234567"],
               ["48a25e", "48a25e1a", "48A25E1", "main",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]),
    "DL3056": ("semver", ["1.0.0", "1.0.0-rc.1", "1.0.0+b5", "1.0.0-rc.1+b.2"],
               ["v1.0.0", "1.0", "1", "latest", "1.2.3.4", "1.0.0-alpha_1"]),
    "DL3058": ("email", ["a@b.c", "a@b", "a+b@c.d", "a@[1.2.3.4]"],
               ["a", "a b@c.d", "A <a@b.c>", "a@b@c.d", ".a@b.c", "a..b@c.d", "a@-b.c", "a@b_c.d"]),
}  # fmt: skip
CASES = [
    (code, kind, text, wrong)
    for code, (kind, good, bad) in KINDS.items()
    for texts, wrong in ((good, False), (bad, True))
    for text in texts
]


@pytest.mark.parametrize(("code", "kind", "text", "wrong"), CASES)
def test_values(code: str, kind: str, text: str, wrong: bool, tmp_path: Path) -> None:
    settings = Settings(label_schema={"l": kind})
    file = f'FROM a:1\nLABEL l="{text}"\n'
    assert (
        said(tmp_path, {"Dockerfile": file}, code, settings=settings)
        == [f"Dockerfile:2 {code} {f'{chr(34)}{text}{chr(34)}'!r}"] * wrong
    )


@pytest.mark.parametrize("code", KINDS)
def test_values_are_resolved(code: str, tmp_path: Path) -> None:
    kind, good, bad = KINDS[code]
    settings = Settings(label_schema={"l": kind})
    for text, count in ((good[0], 0), (bad[0], 1)):
        file = f'FROM a:1\nARG X="{text}"\nENV Y=$X\nLABEL l="$Y"\nLABEL m="$Y"\nONBUILD LABEL l="$Y"\n'
        assert len(said(tmp_path, {"Dockerfile": file}, code, settings=settings)) == count
    file = 'FROM a:1\nARG X\nLABEL l="$X" l="${NOBODY}"\n'
    assert said(tmp_path, {"Dockerfile": file}, code, settings=settings) == []


LAST = "FROM c:1\nLABEL l=x\n"
MISSING: list[tuple[str, list[str]]] = [
    ("FROM a:1\n", ["1 'a:1'"]),
    ("FROM a:1\nLABEL l=x\n", []),
    ('FROM a:1\nLABEL "l"=x\n', []),
    ("FROM a:1\nARG N=l\nLABEL $N=x\n", []),
    ("FROM a:1\nLABEL L=x m=y\n", ["1 'a:1'"]),
    ("FROM a:1\nONBUILD LABEL l=x\n", ["1 'a:1'"]),
    ("FROM a:1 AS b\nLABEL l=x\nFROM b\n", []),
    ("FROM a:1 AS b\nFROM b\nLABEL l=x\n", []),
    ("FROM a:1 AS b\n" + LAST, ["1 'a:1'"]),
    ("FROM a:1 AS b\nFROM c:1\nCOPY --from=b x y\nLABEL l=x\n", []),
    ("FROM a:1\nFROM c:1\nCOPY --from=0 x y\nLABEL l=x\n", []),
    ("FROM a:1 AS b\nFROM c:1\nRUN --mount=from=b,target=/x true\nLABEL l=x\n", []),
    ("FROM a:1 AS b\nLABEL l=x\nFROM c:1\nCOPY --from=b x y\n", ["3 'c:1'"]),
    ("FROM a:1 AS b\nFROM b AS c\nFROM c\n", ["3 'c'"]),
    ("LABEL m=x\n", []),
    ("FROM scratch\n", ["1 'scratch'"]),
]


@pytest.mark.parametrize(("text", "expected"), MISSING)
def test_missing(text: str, expected: list[str], tmp_path: Path) -> None:
    settings = Settings(label_schema={"l": "text"})
    places = [f"Dockerfile:{place.replace(' ', ' DL3049 ', 1)}" for place in expected]
    assert said(tmp_path, {"Dockerfile": text}, "DL3049", settings=settings) == places
    assert said(tmp_path, {"Dockerfile": text}, "DL3049") == []


def test_labels_of_a_sibling_count(tmp_path: Path) -> None:
    files = {"Dockerfile.2.base": "## base\nFROM a:1\nLABEL l=x\n", "Dockerfile": "# a\nFROM base\n"}
    assert said(tmp_path, files, "DL3049", settings=Settings(label_schema={"l": "text"})) == []


STRICT: list[tuple[str, list[str]]] = [
    ("FROM a:1\nLABEL l=x\n", []),
    ("FROM a:1\nLABEL l=x m=y 'n'=z\n", ["2 'm'", "2 \"'n'\""]),
    ("FROM a:1\nLABEL L=x\n", ["2 'L'"]),
    ("LABEL m=x\n", ["1 'm'"]),
    ("FROM a:1\nARG N\nLABEL ${N}=x\n", []),
    ("FROM a:1\nONBUILD LABEL m=x\n", []),
]


@pytest.mark.parametrize(("text", "expected"), STRICT)
def test_strict(text: str, expected: list[str], tmp_path: Path) -> None:
    settings = Settings(label_schema={"l": "text"}, strict_labels=True)
    places = [f"Dockerfile:{place.replace(' ', ' DL3050 ', 1)}" for place in expected]
    assert said(tmp_path, {"Dockerfile": text}, "DL3050", settings=settings) == places
    loose = settings._replace(strict_labels=False)
    assert said(tmp_path, {"Dockerfile": text}, "DL3050", settings=loose) == []


EMPTY = [
    ("LABEL l=", 1), ('LABEL l=""', 1), ("LABEL l=''", 1), ("LABEL l=x", 0), ('LABEL l=" "', 0), ("LABEL m=", 0),
    ("ARG X\nLABEL l=$X", 0), ("ARG X=\nLABEL l=$X", 1), ("ENV X=1\nLABEL l=${X:+}", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), EMPTY)
def test_empty(text: str, count: int, tmp_path: Path) -> None:
    files = {"Dockerfile": f"FROM a:1\n{text}\n"}
    assert len(said(tmp_path, files, "DL3051", settings=Settings(label_schema={"l": "text"}))) == count
    assert said(tmp_path, files, "DL3051") == []
