"""`escape` shows any text and nothing else, in every place that the report puts one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dflint.reporting.escape import escape, link, visible
from tests.reporting.trees import kinds, shown, tables, targets, tokens

# Mostly what has a meaning somewhere in Markdown.
PIECES = st.sampled_from(
    ["|", "`", "``", "\\", "<", ">", "&", "*", "_", "[", "]", "(", ")", "!", "#", "~", "$", "@", " ", "  ", "\t", "\n",
     "\r\n", "\0", "\u202e", "\u00a0", "a", "b_c", "_d_", "1.10", "1. ", "- ", "+ ", "> ", "---", "```", "<br>", "<!--",
     "-->", "&amp;", "&#32;", "http://x.y", "www.x.y", "a@b.c", "[x](y)", "![x](y)", "[x]: y", ":tada:", "<b/x=y>",
     "\\|", "é", "字"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=20))
NOTHING_ELSE = {"text", "code_inline", "inline"}


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("1.10", "1.10"),
        ("FIO_VER", "FIO_VER"),
        ("ubuntu:24.04", "ubuntu:24.04"),
        ("0.15.1+cpu", "0.15.1+cpu"),
        ("workload/Fio", "workload/Fio"),
        ("Built-In IPEX", "Built-In IPEX"),
        ("", ""),
        ("${NAME}", "`${NAME}`"),
        ("_x_", "`_x_`"),
        ("a <b>", "`a <b>`"),
        ("https://x.y", "`https://x.y`"),
        ("www.x.y", "`www.x.y`"),
        (":tada:", "`:tada:`"),
        ("1. x", "`1. x`"),
        ("-x", "`-x`"),
        ("1\n2", r"`1\n2`"),
        ("\u202ex", r"`\u202ex`"),
        ("a|b", "a&#124;b"),
        ("`a b`", "&#96;a b&#96;"),
        (" a", "&#32;a"),
        ("a ", "a&#32;"),
    ],
)
def test_escape(text: str, markdown: str) -> None:
    assert escape(text) == markdown


@given(TEXTS)
@example("a\\|b")
@example("\\")
@example(" ")
def test_cell(text: str) -> None:
    page = f"| h | i |\n|---|---|\n| {escape(text)} | x |\n"
    assert tables(page) == [[["h", "i"], [visible(text), "x"]]]
    assert kinds(page) - NOTHING_ELSE == kinds("| h | i |\n|---|---|\n| a | b |\n") - NOTHING_ELSE


@given(TEXTS.filter(bool))
@example("]:tada:")
@pytest.mark.parametrize("form", ["# {}\n", "1. {}\n", "  - **{}**\n", "a → {} (b)\n", "[{}](x)\n"])
def test_elsewhere(form: str, text: str) -> None:
    page = form.format(escape(text))
    assert visible(text) in "".join(shown(token) for token in tokens(page))
    assert kinds(page) - NOTHING_ELSE <= kinds(form.format("a")) - NOTHING_ELSE


@pytest.mark.parametrize(
    ("text", "url", "markdown"),
    [
        ("https://x.y/z", "https://x.y/z", "<https://x.y/z>"),
        ("https://x.y/z.git", "https://x.y/z", "[https://x.y/z.git](https://x.y/z)"),
        ("Fio", "workload-Fio", "[Fio](workload-Fio)"),
        ("Fio", "", "Fio"),
        ("a(b", "https://x.y/a(b", "[a(b](https://x.y/a%28b)"),
        ("a", "https://x.y/?b&copy;c", "[a](https://x.y/?b&amp;copy;c)"),
    ],
)
def test_link(text: str, url: str, markdown: str) -> None:
    assert link(text, url) == markdown


@given(TEXTS, TEXTS)
def test_link_stays_whole(text: str, url: str) -> None:
    page = f"| h |\n|---|\n| {link(text, url.replace(chr(0), ''))} |\n"
    assert len(targets(page)) <= 1
    assert tables(page)[0][1:] == [[visible(text)]]
