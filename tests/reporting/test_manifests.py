"""Ingredients that a manifest lists."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from dflint.reporting.manifests import entries, read
from dflint.settings import Reporting, preset
from tests.reporting.trees import report

TEXT = """\
cuda:
  11.3.1: &c11
    cudart: 11.3.109-1
    cudnn8: "8.2.0"
  12.0:
    <<: *c11
    cudart: 12.0.1
releases:
  - name: one
    base_image: debian:12-slim
  - name: two
    base_image: r.org/o/alpine@sha256:1
deep: {a: {b: {v: 1, none: , blank: _}}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker" / "manifest.yml").write_text(TEXT)
    return tmp_path / "docker" / "manifest.yml"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cuda.*.cudart", [("11.3.1", "11.3.109-1", 3), ("12.0", "12.0.1", 7)]),
        ("cuda.12.*", []),
        ("cuda.*.cudnn8", [("11.3.1", "8.2.0", 4), ("12.0", "8.2.0", 4)]),
        ("releases.*.base_image", [("0", "debian:12-slim", 10), ("1", "r.org/o/alpine@sha256:1", 12)]),
        ("**.base_image", [("0", "debian:12-slim", 10), ("1", "r.org/o/alpine@sha256:1", 12)]),
        ("deep.**.v", [("a", "1", 13)]),
        ("deep.**", [("a", "1", 13)]),
        ("deep.a", []),
        ("none.*", []),
        ("", []),
    ],
)
def test_paths(path: Path, expression: str, expected: list[tuple[str, str, int]]) -> None:
    found = list(entries(read(str(path)), expression))
    assert [(entry.keys[1], entry.value, entry.line) for entry in found] == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"path": "cuda.*.cudart", "name": "{3} of {2}"}, [("cudart of 11.3.1", "11.3.109-1", "version", "")]),
        ({"path": "cuda.*.cudart"}, [("cudart", "11.3.109-1", "version", "")]),
        (
            {"path": "cuda.*.cudart", "source": "https://x.org/{3}-{value}.tgz"},
            [("cudart", "11.3.109-1", "archive", "https://x.org/cudart-11.3.109-1.tgz")],
        ),
        (
            {"path": "releases.*.base_image", "kind": "image"},
            [("debian", "12-slim", "image", "debian:12-slim"),
             ("r.org/o/alpine", "", "image", "r.org/o/alpine@sha256:1")],
        ),
        ({"path": "cuda.*.*", "files": "other.yml"}, []),
    ],
)  # fmt: skip
def test_rows(path: Path, table: Mapping[str, str], expected: list[tuple[str, str, str, str]]) -> None:
    root = path.parent.parent
    manifest = ({"files": "manifest.yml", **table},)
    settings = preset("docker")._replace(report=Reporting(manifest=manifest))
    made = report(root, {"docker/a/Dockerfile": "FROM scratch\n"}, settings)
    found = [row for component in made.components if component.path == "docker" for row in component.rows]
    assert [row[:4] for row in found][: len(expected)] == expected
    assert all(row.declared and row.found == "manifest.yml" for row in found)
    assert bool(found) == bool(expected)


@pytest.mark.parametrize("data", [b"a: [", b"\xff\xfe\x00", b"", b"- " * 5_000, b"&a [*a]", b"a: &a {b: *a}"])
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "manifest.yml").write_bytes(data)
    settings = preset("generated")
    assert report(tmp_path, {"a/Dockerfile": "FROM scratch\n"}, settings).components[0].rows == ()


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    (tmp_path / "out.yml").write_text("cuda: {'1': {a: '2'}}\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "manifest.yml").symlink_to(tmp_path / "out.yml")
    made = report(root, {"a/Dockerfile": "FROM scratch\n"}, preset("generated"))
    assert [component.path for component in made.components] == ["a"]
