"""Words that name packages: with a version, or without."""

import pytest

from dflint.embedded import pins

PINNED = {
    pins.pip: (
        "x==1", "x>=1", "x~=1", "x!=1", "x<2", "x===1", "x[y]==1", "./x", ".", "..", ".[dev]", "x/y", "x.whl",
        "x.tar.gz", "x.zip",
        "https://a/b.zip", "git+https://a/b@v1", "git+ssh://git@a/b@v1#egg=b", "git+ssh:git@a/b@1", "x @ https://a/b",
    ),
    pins.npm: (
        "x@1", "x@latest", "@a/b@1", "./x", "../x", "~/x", "/x", ".", "file:x", "x.tgz", "https://a/b.tgz", "a/b#v1",
        "github:a/b#v1", "git+ssh://git@a/b#v1", "git@a:b#v1", "https://github.com/a/b#1", "x@npm:y@1",
    ),
    pins.gem: ("x:1", "x:>=1", "x.gem", "./x.gem"),
    pins.go: ("a.b/c@v1", "a.b/c@master", "./...", ".", "..", "/x", "fmt", "cmd/x", "x.go", "std", "..."),
    pins.cargo: ("x@1",),
    pins.conda: ("x=1", "x==1", "x>=1", "x<2", "x.conda"),
}  # fmt: skip
FREE = {
    pins.pip: (
        "x",
        "x=1",
        "x[y]",
        "git+https://a/b",
        "git+ssh://git@a/b",
        "x;python_version>'3'",
        "x @ git+https://a/b",
    ),
    pins.npm: ("x", "@a/b", "a/b", "git+https://a/b", "git+https://u@a/b", "git@a:b", "https://a/b", "x@npm:y"),
    pins.gem: ("x",),
    pins.go: ("a.b/c", "a.b/c@latest", "a.b/c@none", "a.b/c/..."),
    pins.cargo: ("x",),
    pins.conda: ("x", "conda-forge::x"),
}


@pytest.mark.parametrize("form", PINNED, ids=lambda form: form.__name__)
def test_pins(form) -> None:  # type: ignore[no-untyped-def]
    assert [word for word in PINNED[form] if not form(word)] == []
    assert [word for word in FREE[form] if form(word)] == []


@pytest.mark.parametrize(
    ("word", "name"), [("Scikit_Learn[all]>=1", "scikit-learn"), ("numpy==${V}", "numpy"), ("./x", ""), ("a.b", "a-b")]
)
def test_names(word: str, name: str) -> None:
    assert pins.pip_name(word) == name
