"""Each preset's report on the repository that shows it."""

from pathlib import Path

import pytest

from dflint.api import report

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
EXPECTED = {
    "datascience": {
        ("PYTORCH", "1.9.0", "image"), ("CUDA", "12.1", "version"), ("onnx", "1.16.0", "Python package"),
        ("detector", "2f4c1d09ab7e6c5d83b1f0a9e8d7c6b5a4938271", "git repository"), ("ffmpeg", "", "OS package"),
        ("detector", "v3.1.0", "git repository"), ("orjson", "3.10.7", "Python package"),
    },
    "pipelines": {
        ("python", "3.11.9-bookworm", "image"), ("cell-model-runtime", "latest", "image"),
        ("OPENBLAS", "v0.3.21", "git repository"), ("numpy", "1.26.4", "Python package"),
    },
    "generated": {
        ("debian", "12-slim", "image"), ("cudart (CUDA 12.6.2)", "12.6.77-1", "version"), ("CUDA", "12.6.2", "version"),
    },
    "lava": {("BASE", "8.2", "image"), ("requests", "2.32.3", "Python package")},
    "workload": {
        ("FIO", "3.38", "git repository"), ("OS", "24.04", "image"), ("PYTORCH", "2.5.1", "Python package"),
        ("KAFKA", "3.9.0", "archive"),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_preset(name: str) -> None:
    made = report(FIXTURES / name)
    found = {(row.name, row.version, row.kind) for component in made.components for row in component.rows}
    assert EXPECTED[name] <= found
