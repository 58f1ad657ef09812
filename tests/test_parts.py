"""Modules of packages without the packages."""

import subprocess
import sys

import pytest

from dflint.parts import part


def test_loads_no_package() -> None:
    """And gives what an import would give."""
    program = (
        "import sys; sys.path[:0] = {!r}; name = 'e2b_dockerfile_utils'; from dflint.parts import part; "
        "one = part(name, 'lexer'); print(one.ShellLex.__name__, one is part(name, 'lexer'), name in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program.format(sys.path)], capture_output=True, check=True)
    assert done.stdout.split() == [b"ShellLex", b"True", b"False"]


def test_takes_what_is_there() -> None:
    import json.decoder

    assert part("json", "decoder") is json.decoder


@pytest.mark.parametrize(("package", "name"), [("json", "nothing"), ("no_such_package", "lexer")])
def test_what_is_not_there(package: str, name: str) -> None:
    with pytest.raises(ImportError):
        part(package, name)
