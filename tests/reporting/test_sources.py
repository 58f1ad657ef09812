"""Kinds and links of sources."""

import pytest

from dflint.reporting.sources import kind_of, link_of


@pytest.mark.parametrize(
    ("role", "text", "kind"),
    [
        ("repository", "https://github.com/axboe/fio.git", "git repository"),
        ("repository", "https://github.com/axboe/fio", "git repository"),
        ("repository", "https://github.com/axboe/fio/", "git repository"),
        ("repository", "git@github.com:axboe/fio.git", "git repository"),
        ("repository", "git://git.kernel.dk/fio", "git repository"),
        ("repository", "https://example.org/fio-3.28.tar.gz", "archive"),
        ("repository", "https://github.com/tianon/gosu/releases/download/1.14", "archive"),
        ("package", "https://example.org/fio", "archive"),
        ("package", "example.org/fio-1.tgz", "archive"),
        ("package", "openjdk-17-jdk", "OS package"),
        ("repository", "apt", "OS package"),
        ("repository", "pip", "package"),
        ("repository", "https://download.pytorch.org/whl/cpu", "repository"),
        ("repository", "https://example.org", "repository"),
        ("repository", "https://huggingface.co/a/b/resolve/1/vocab.txt", "file"),
        ("repository", "keyserver.ubuntu.com", "repository"),
        ("image", "ubuntu", "image"),
        ("image", "https://example.org/a.tgz", "image"),
    ],
)
def test_kind(role: str, text: str, kind: str) -> None:
    assert kind_of(role, text) == kind


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://github.com/axboe/fio.git", "https://github.com/axboe/fio"),
        ("https://github.com/axboe/fio.git#v1:sub", "https://github.com/axboe/fio"),
        ("https://example.org/a-1%2B2.tgz?x=1#y", "https://example.org/a-1%2B2.tgz?x=1#y"),
        ("git@github.com:axboe/fio.git", "https://github.com/axboe/fio"),
        ("ssh://git@gitlab.com/a/b/c.git", "https://gitlab.com/a/b/c"),
        ("git+https://github.com/a/b", "https://github.com/a/b"),
        ("https://example.org/a(b)", "https://example.org/a%28b%29"),
        ("https://example.org/<x>|", "https://example.org/%3Cx%3E%7C"),
        ("git://git.kernel.dk/fio.git", ""),
        ("https://example.org/${X}.tgz", ""),
        ("https://github.com@example.org/x", ""),
        ("https://exämple.org", ""),
        ("https://example.org/a b", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("example.org/x", ""),
        ("pip", ""),
        ("", ""),
    ],
)
def test_link(text: str, url: str) -> None:
    assert link_of(text) == url
