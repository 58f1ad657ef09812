"""What is left of a text, with what was foreseen, gives what ShellCheck says of all of it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dflint.embedded.foreseen import foreseen
from dflint.embedded.sift import Sifted, sift
from tests.embedded.test_shellcheck import needs_program, run
from tests.embedded.test_shellcheck_foreseen import COMMANDS, SHELLS

HEAD = "#!/bin/sh\n"


def sifted(text: str, head: str = HEAD) -> Sifted | None:
    """What is left of `text`, which has no first line yet."""
    return sift(f"{head}{text}\n", text)


# Texts and what is left of them; "" when that is nothing.
LEFT = {
    "make && expr a b && make install": "x && expr a b && x",
    "make && make install; make; expr a b": "x; expr a b",
    "if make; then make install; else cd a; fi": "if x; then x; else cd a; fi",
    "for i in 1 2; do make; make install; done": "for i in 1 2; do x; done",
    "(make) && { make; } && expr a b": "(x) && { x; } && expr a b",
    "case $A in a) make ;; esac; expr a": "case $A in a) x ;; esac; expr a",
    'a=$(expr b) && make "$a" --x && make "$a"': 'a=$(expr b) && x "$a"',
    'A=$(expr b) && make "${A}" "$B"': 'A=$(expr b) && x "$A"',
    "A=$(expr b) && make a-b-c $A h && make c-$A": "A=$(expr b) && x $A $A x",
    "make a b c d e f g `h` i j k l m n o p q": "make `h` q",
    "make | tar x `b` aaaaaaaaaaaaa b\nexport A=$(b)": "make | tar x `b` b\nexport A=$(b)",
    'make "$a" b$c; expr a': 'x "$a" $c x; expr a',
    "expr a b && make || expr c d": "expr a b && x || expr c d",
    "expr a b && expr c d || echo a": "expr a b && expr c d || :",
    "read -r A; make $A": "read -r A; x $A x",
    'MY_VAR=$(b) && make "$MYVAR" "$MY_VAR" $MYVAR': 'MY_VAR=$(b) && x "$MY_VAR" "$MYVAR" $MYVAR x',
    "f() { make; }; f; make": "f() { make; }; f; x",
    "if [ -e a ]; then expr a; fi": "if x; then expr a; fi",
    '[ -n "$a" ] && make; expr $a; [ -e b ]': '[ -n "$a" ] && x; expr $a; x',
    "make || make install || expr a b": "x || expr a b",
    "make && expr a b || make c && make d && make e": "x && expr a b || make c && x",
    "make\n\nmake a\nexpr a b": "x\nexpr a b",
    "cd a && expr a b": "x && expr a b",
    "make > a.txt && expr a b": "x && expr a b",
    "set -ex; make": "",
    "make || exit 1; make": "",
    "if make; then make a; elif make; then make; fi": "",
    "make || true": "",
    "make && make || true": "",
    "for i in 1 2; do make; done; export i": "",
    'a="$(b)"; case "$a" in c) d=e ;; f|g) d=h ;; *) echo >&2 "a"; exit 1 ;; esac; make "$d"': "",
    "if [ -d /a ]; then (make) > /b; elif make; then { make; }; else make || exit 1; fi": "",
    'set -e\n# a\nA=1.2.3 B=\'c d\'\nmake "a-$A" "$B" ${A}': "",
}
# What is said of texts of which nothing is left: code and column.
SAID = {
    "A=$(b) && make $A": [(2086, 16)],
    "A=b; make $A": [],
    "x && A=b && make $A": [(2086, 18)],
    'A="b c"; make $A': [(2086, 15)],
    "A=b; B=$A-c; make $B": [],
    "A=$(b); B=$A-c; make $B": [(2086, 22)],
    "if make; then make $a; fi; make $a": [(2086, 20), (2154, 20), (2086, 33)],
    'export A="$(b)"; make': [(2155, 8)],
    'for i in a; do make "$i"; done': [(2043, 10)],
    "make -j$(nproc) *.c; make": [(2046, 8), (2035, 17)],
    "make; cd a": [(2164, 7)],
    "set -e; make; cd a": [],
    "cd /a || exit 1": [],
    "echo -n 'a $b' || make": [(3037, 6), (2016, 9)],
}
# Texts that stay as they are.
WHOLE = (
    "expr a b",
    "make; echo $?",
    "make() { a; }; make b",
    "make; # shellcheck disable=SC2086",
    "make <<a\nb\na",
    "expr a b && [ -e a ] || expr c d",
    "! make",
    "make & expr a b",
    "make | while read -r a; do expr a b; done",
    "sudo sh -c 'make' && expr a b",
    "make aaaaaaaa > b cccccccccccc $(d)",
    'echo "$(nproc)" || expr a b',
    "find . -name do || expr a b",
    '[ -n "$MY_VAR" ] | expr a',
    "(A=$(b)) && make $A; expr c",
    "(A=1; [ -e a ]) || make $A",
    "f() { make; }; f",
    'f() { expr "$1"; }',
    "A=1 make; expr $A b",
    "expr a b >> c; make >> c; expr d e >> c",
    "expr 'a b",
    "alias make=a; make",
)


@pytest.mark.parametrize(("text", "left"), LEFT.items())
def test_left(text: str, left: str) -> None:
    found = sifted(text)
    assert found is not None
    assert found.text.removeprefix(HEAD).rstrip("\n") == left


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_said(text: str, said: list[tuple[int, int]]) -> None:
    found = sifted(text)
    assert found is not None
    assert not found.text
    assert sorted((each["code"], each["column"]) for each in found.comments) == sorted(said)


@pytest.mark.parametrize("text", WHOLE)
def test_whole(text: str) -> None:
    assert sifted(text) is None


def test_another_text_than_was_parsed_stays_whole() -> None:
    assert sift("#!/bin/sh\n\tmake\n", "make") is sift("#!/bin/zsh\nmake\n", "make") is None


def _comment(code: int, *span: int, level: str = "info", fix: Any = None) -> dict[str, Any]:
    line, start, end = span
    place = {"line": line, "endLine": line, "column": start, "endColumn": end}
    return {**place, "code": code, "level": level, "message": "a", "fix": fix}


def _places(found: Sifted, text: str, *comments: dict[str, Any]) -> list[tuple[int, int, int, int]] | None:
    whole = found.whole(f"{HEAD}{text}\n", list(comments))
    if whole is None:
        return None
    return [(each["line"], each["column"], each["endLine"], each["endColumn"]) for each in whole]


def test_places_are_those_in_the_whole_text() -> None:
    text = "make a && expr b c && make $D"
    found = sifted(text)
    assert found is not None
    assert found.text == f"{HEAD}x && expr b c && x\n"
    assert _places(found, text, _comment(1, 2, 6, 10)) == [(2, 28, 2, 30), (2, 11, 2, 15)]
    assert _places(found, text, _comment(1, 2, 1, 10)) == [(2, 28, 2, 30), (2, 1, 2, 15)]
    assert _places(found, text, _comment(1, 1, 1, 3)) == [(2, 28, 2, 30), (1, 1, 1, 3)]


def test_lines_are_those_in_the_whole_text() -> None:
    text = "make a\nmake b\nexpr b c"
    found = sifted(text)
    assert found is not None
    assert found.text == f"{HEAD}x\nexpr b c\n"
    assert _places(found, text, _comment(1, 3, 1, 5)) == [(4, 1, 4, 5)]


def test_fixes_are_moved_too() -> None:
    text = "make a && expr $b c"
    found = sifted(text)
    assert found is not None
    edit = {"line": 2, "endLine": 2, "column": 11, "endColumn": 11, "insertionPoint": "afterEnd", "replacement": '"'}
    whole = found.whole(f"{HEAD}{text}\n", [_comment(2086, 2, 11, 13, fix={"replacements": [edit]})])
    assert whole is not None
    assert whole[0]["fix"]["replacements"] == [{**edit, "column": 16, "endColumn": 16}]


@pytest.mark.parametrize(
    "comment",
    [
        _comment(2317, 2, 1, 2),
        _comment(2154, 2, 22, 26),
        _comment(1072, 2, 6, 10, level="error"),
        _comment(
            2001, 2, 6, 10, fix={"replacements": [{"line": 2, "endLine": 2, "column": 1, "endColumn": 10}]}
        ),
    ],
)  # fmt: skip
def test_shellcheck_has_to_read_the_whole(comment: dict[str, Any]) -> None:
    text = 'make a && expr b c; a=1; make "$a"'
    found = sifted(text)
    assert found is not None
    assert found.text == f'{HEAD}x && expr b c; a=1; x "$a"\n'
    assert _places(found, text, comment) is None


_ODD = r"""
grep $A b|a=$(b)|A=$(b)|cd a|exit 1|for i in $A; do|done|if make; then|fi|else|(|)|{|}|while read -r b; do
case $A in a)|esac|make "$a"|make $a|make "$i" "$A"|unset A|export MY_A=$(b)|[ -n "$MYA" ]|make $MYA|[ $A = b ]
find . -name *.c|echo $?|! make|x|make a-b-c-d-e-f-g $a h-i-j-k-l-m|make `a`|make {a,b}|local a
tar x $(uname -m) aaaaaaaaaaaaaaaa b|trap a EXIT|A=1|arr=(a b)|make "$arr"|read -r A|make >> /c|grep a >> /c|eval $A
"""
ODD = st.sampled_from(_ODD.strip().replace("\n", "|").split("|"))
JOINTS = st.sampled_from((" && ", " && ", "; ", " || ", "\n", " | "))
TEXTS = st.builds(
    lambda shell, parts: (
        f"#!/bin/{shell}\n" + "".join(joint + part for joint, part in parts)[2:].lstrip("& |;\n") + "\n"
    ),
    st.sampled_from(SHELLS),
    st.lists(st.tuples(JOINTS, ODD | COMMANDS), min_size=2, max_size=7),
)


# Texts of the kind that a frame is left of: variables that are set, in all ways, and read, in all ways.
_NAMES = ("A", "B", "a", "b", "arch", "MY_A", "url", "OTHER", "file", "x1")
_VALUES = r"""
c|c-d|'c d'|"c d"|$B|"$a"|"https://c/$A/d.tgz"|"${a##*-}"|"${B:-c}"|${a%%c}|$(b)|"$(b)"|"c/$(b c)/d"|c*|~/c|""||'c$d'
$(dpkg --print-architecture)|"$(uname -m | tr d e)"|"$(grep c d)"|1|$A|"${A}"|`b`|"$(b "$a")"|make|"~/c"|A-1|$(c; d)
"""
_READS = r"""
make "$%s"|make $%s|make c-$%s/d "${%s}"|make "${%s##*-}"|echo "$%s"|echo $%s|[ "$%s" = c ]|[ -n "$%s" ]|test -z "$%s"
export %s|unset %s|cd "$%s"|rm -rf /tmp/c-$%s|export C="$%s"|export %s=c|export %s="$(b)"|make "${%s:-c}"|tar x$%s > $A
make $(nproc) "$%s"|make -j"$(nproc)" $%s|echo '$%s'|find "/c/$%s" -delete|make > "/c/$%s"|grep "$%s" c|make \"$%s\"
"""
_PLAIN = r"""
make|set -e|exit 1|cd /a|cd a|echo -e "a\nb"|echo -n a|echo 'a $b'|make *.a|grep -q a b|make | grep -v a | wc -l|:|true
make | awk '{print $2}'|make | tr -d '\n'|make | xargs -r rm|find /a -name '*.b' -exec rm -rf {} +|printf '%s\n' a b
gosu a make|sudo -u a make b|make || true|make || exit 1|make && make || echo a|make && make || make|local a|read -r a
f() { make "$a"; }|f|make `b`|echo a >&2|cat a | make|sh -c 'make'|make # a|# a|[ -e a ] || make
make | make < a|{ make; } > /a|make \!  a \!  "$B" $a|cd a \!  && make \!  $b
"""
_ITEMS = (
    "$A",
    "$(ls)",
    "$(cat a)",
    '"$B"',
    "*.c",
    '"c d" e',
    "$(make)",
    "/c/*",
    '"$a/c"',
    "$(find /c -name d)",
    "c $b",
)
_STATEMENTS = st.one_of(
    st.builds("{}={}".format, st.sampled_from(_NAMES), st.sampled_from(_VALUES.strip().replace("\n", "|").split("|"))),
    st.builds(
        lambda text, name: text.replace("%s", name),
        st.sampled_from(_READS.strip().replace("\n", "|").split("|")),
        st.sampled_from(_NAMES),
    ),
    st.sampled_from(_PLAIN.strip().replace("\n", "|").split("|")).map(lambda text: text.replace("!", "\n")),
)
_JOINTS = st.sampled_from((" && ", "; ", "; ", " || ", "\n", " \\\n  && ", " && \\\n"))


def _joined(parts: list[tuple[str, str]]) -> str:
    return "".join(joint + part for joint, part in parts).removeprefix(parts[0][0])


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(st.tuples(_JOINTS, inner), min_size=1, max_size=3).map(_joined)
    names = st.sampled_from(_NAMES)
    return st.one_of(
        st.builds("if {}; then {}; else {}; fi".format, lists, lists, lists),
        st.builds("if {}; then {}; fi".format, lists, lists),
        st.builds('case "${}" in c) {} ;; d|e) {} ;; *) {} ;; esac'.format, names, lists, lists, lists),
        st.builds("case ${} in c) {} ;; esac".format, names, lists),
        st.builds("for {} in c d; do {}; done".format, names, lists),
        st.builds("for {} in c; do {}; done".format, names, lists),
        st.builds("for {} in {}; do {}; done".format, names, st.sampled_from(_ITEMS), lists),
        st.builds("{{ {}; }}".format, lists),
        st.builds("({})".format, lists),
    )


FRAMES = st.builds(
    "#!/bin/{}{}\n{}\n".format,
    st.sampled_from(("sh", "sh", "bash", "dash")),
    st.sampled_from(("", "", " -e")),
    st.lists(st.tuples(_JOINTS, st.recursive(_STATEMENTS, _nested, max_leaves=6)), min_size=1, max_size=8).map(_joined),
)


def _plain(comments: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = []
    for each in comments:
        place = each["line"], each["column"], each["endLine"], each["endColumn"], each["code"], each["message"]
        edits = (each["fix"] or {}).get("replacements", ())
        moved = [
            (edit["line"], edit["column"], edit["endLine"], edit["endColumn"], edit["replacement"]) for edit in edits
        ]
        found.append((*place, tuple(sorted(moved))))
    return sorted(found)


@needs_program
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(st.lists(TEXTS, min_size=80, max_size=100, unique=True))
def test_the_whole_is_what_is_said(texts: list[str]) -> None:
    assert not differing(texts)


@needs_program
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(st.lists(FRAMES, min_size=8, max_size=12, unique=True))
def test_the_whole_of_a_frame_is_what_is_said(texts: list[str]) -> None:
    assert not differing(texts)


def differing(texts: list[str]) -> list[str]:
    """Those of `texts` of which ShellCheck says something else than what comes of what is left."""
    parts = {text: found for text in texts if (found := sift(text, text.partition("\n")[2][:-1])) is not None}
    left = {found.text for found in parts.values() if found.text}
    said = run([*parts, *left]).found
    wrong = []
    for text, found in parts.items():
        whole = found.whole(text, said[found.text]) if found.text else found.comments
        if whole is not None and _plain(whole) != _plain(said[text]):
            wrong.append(text)
    return wrong


@needs_program
def test_nothing_is_lost_of_what_is_foreseen() -> None:
    texts = [f"#!/bin/sh\n{text}\n" for text in (*LEFT, *WHOLE, *SAID)]
    assert any(foreseen(text) is None for text in texts)
    assert not differing(texts)


@pytest.mark.parametrize(
    "text",
    [
        "make\n\n\n\n" * 300 + "expr a b",
        "if make; then make; fi\n\n" * 300 + "expr a b",
        "make || exit 1\n\n\n" * 300 + "expr a b",
        "make " + "a " * 9_000 + "`b` c",
        "A=$B " * 3_000 + "; expr a",
        "export " + "A=b " * 3_000 + "; make $A",
        "if make; then " * 900 + "make; " + "fi; " * 900,
        "case $A in a) make ;; " * 300 + "esac; " * 300,
        "(" * 2_000 + "make" + ")" * 2_000,
        "make '" + "$a" * 5_000 + "'",
        'make "' + "$A " * 5_000,
        "make || " * 3_000,
        "[ " * 3_000,
    ],
)
def test_long_texts_come_to_an_end(text: str) -> None:
    assert foreseen(f"{HEAD}{text}\n") is None
    found = sifted(text)
    assert found is None or len(found.text) <= len(text) + len(HEAD) + 1
