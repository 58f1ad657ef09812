"""Of a text whose flow does not matter ShellCheck says the same without following it."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dflint.embedded.batches import FLOWLESS
from dflint.embedded.flow import is_flowless
from dflint.embedded.shellcheck import OPTIONS
from tests.embedded.test_shellcheck import needs_program, run
from tests.embedded.test_shellcheck_sift import FRAMES, TEXTS

FLOWLESS_TEXTS = r"""
make $A
A=$(b); make $A
A="b c"; make $A
A=b; make "$A" "c $A" "$(d "$A")"
make || exit 1; a
make || { a; exit 1; }; b
if make; then exit 1; fi; a
case $A in b) c ;; *) exit 1 ;; esac; d
for a in b c; do make "$a"; done
make '$A' \$A; A=b
find a -exec b {} +
[ "$A" = b ] && make
make-return --exec
""".strip().split("\n")
OTHERS = r"""
A=b; make $A
A=; make c-$A
for a in b c; do make $a; done
read -r a; make $a
make $UID
make $1
A=b; make "$(c $A)"
A=b; make "$(c "d")" $A "e"
A=b; make 'c'\''d' $A
A=b; make `c \`d\`` $A
A=b; make $A # it's
A=b; cat <<c; make $A
exit 1; make
case $A in *) exit 1 ;; esac; d
if make; then exit 1; else exit 2; fi; a
make; echo $?
a() { make; }; a
exec make; a
while make; do break; a; done
return; make
A=b; make "${A:-"c"}" $A
""".strip().split("\n")


@pytest.mark.parametrize("text", FLOWLESS_TEXTS)
def test_the_flow_does_not_matter(text: str) -> None:
    assert is_flowless(f"#!/bin/sh\n{text}\n")


@pytest.mark.parametrize("text", OTHERS)
def test_the_flow_may_matter(text: str) -> None:
    assert not is_flowless(f"#!/bin/sh\n{text}\n")


def _said(texts: list[str], options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    with monkeypatch.context() as patched:
        patched.setattr("dflint.embedded.batches.OPTIONS", options)
        patched.setattr("dflint.embedded.batches.is_flowless", lambda text: False)
        found = run(texts).found
    return {text: str([{**each, "file": ""} for each in comments]) for text, comments in found.items()}


@needs_program
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],
)
@given(st.lists(FRAMES | TEXTS, min_size=8, max_size=12, unique=True))
def test_the_same_is_said(texts: list[str]) -> None:
    chosen = [text for text in (*texts, *(f"#!/bin/sh\n{text}\n" for text in FLOWLESS_TEXTS)) if is_flowless(text)]
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert _said(chosen, OPTIONS, monkeypatch) == _said(chosen, (*OPTIONS, FLOWLESS), monkeypatch)
