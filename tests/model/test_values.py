"""ARG and ENV resolved with the builder's scopes."""

import pytest

from dflint.settings import Settings
from dflint.syntax.nodes import Label
from tests.model.texts import file

# What stands before the LABEL, and what its value x becomes there.
AT = [
    ("FROM a\n", "$X", "${X}", "unknown"),
    ("FROM a\nARG X=1\n", "$X", "1", "default"),
    ("FROM a\nARG X=1\n", "${X}", "1", "default"),
    ("FROM a\nARG X=1\n", "a${X}b", "a1b", "default"),
    ("FROM a\nARG X=1\n", "'$X'", "$X", "known"),
    ("FROM a\nARG X=1\n", '"$X"', "1", "default"),
    ("FROM a\nARG X=1\n", "\\$X", "$X", "known"),
    ("FROM a\nENV X=1\n", "$X", "1", "known"),
    ("FROM a\nENV X 1 2\n", "$X", "1 2", "known"),
    ("ARG X=1\nFROM a\n", "$X", "${X}", "unknown"),
    ("ARG X=1\nFROM a\nARG X\n", "$X", "1", "default"),
    ("ARG X=1\nFROM a\nARG X=2\n", "$X", "2", "default"),
    ("ARG X=1\nFROM a\nARG X\nFROM b\n", "$X", "${X}", "unknown"),
    ("ARG X=1\nARG X=2\nFROM a\nARG X\n", "$X", "2", "default"),
    ("FROM a\nARG X\n", "$X", "${X}", "unknown"),
    ("FROM a\nARG X=1\nENV X=2\n", "$X", "2", "known"),
    ("FROM a\nENV X=2\nARG X=1\n", "$X", "1", "default"),
    ("FROM a\nARG X=1\nENV X=$X-2\n", "$X", "1-2", "default"),
    ("FROM a\nARG X=1 Y=$X\n", "$Y", "1", "default"),
    ("FROM a\nENV X=1\nENV X=2 Y=$X\n", "$Y", "1", "known"),
    ("FROM a AS s\nARG X=1\nENV Y=2\nFROM s\n", "$X$Y", "12", "default"),
    ("FROM a AS s\nENV Y=2\nFROM S AS t\nENV Y=3\nFROM t\n", "$Y", "3", "known"),
    ("FROM a AS s\nENV Y=2\nFROM b\n", "$Y", "${Y}", "unknown"),
    ("FROM a\nARG X=1\n", "${X:-d}", "1", "default"),
    ("FROM a\nARG X=\n", "${X:-d}", "d", "default"),
    ("FROM a\nARG X=\n", "${X-d}", "", "default"),
    ("FROM a\nENV X=1\n", "${X:+d}", "d", "known"),
    ("FROM a\nENV X=\n", "${X:+d}", "", "known"),
    ("FROM a\n", "${X:-d}", "d", "default"),
    ("FROM a\n", "${X:-$Y}", "${Y}", "unknown"),
    ("FROM a\nENV Y=2\n", "${X:-$Y}", "2", "default"),
    ("FROM a\n", "${X:+d}", "", "default"),
    ("FROM a\nARG TARGETARCH\n", "$TARGETARCH", "${TARGETARCH}", "unknown"),
    ("FROM a\nARG X=$Y\nENV Z=$X\n", "$Z", "${Y}", "unknown"),
    ("FROM a\nONBUILD ARG X=1\n", "$X", "${X}", "unknown"),
    ("# escape=`\nFROM a\nENV X=1\n", "`$X", "$X", "known"),
]


@pytest.mark.parametrize(("before", "text", "expected", "certainty"), AT)
def test_in_a_stage(before: str, text: str, expected: str, certainty: str) -> None:
    model = file(f"{before}LABEL x={text}\n")
    stage = model.stages[-1]
    value = stage.expand(text, stage.of(Label)[0])
    assert (value.text, value.certainty) == (expected, certainty)


def test_what_comes_later_does_not_count() -> None:
    model = file("FROM a\nENV X=1\nLABEL x=$X\nENV X=2\n")
    stage = model.stages[0]
    assert stage.expand("$X", stage.of(Label)[0]).text == "1"
    assert stage.scope.expand("$X").text == "2"


FROMS = [
    ("", "ubuntu:24.04", "ubuntu:24.04", "known"),
    ("ARG V=24.04\n", "ubuntu:$V", "ubuntu:24.04", "default"),
    ("ARG V=24.04\n", "ubuntu:${V}", "ubuntu:24.04", "default"),
    ("ARG A=u B=${A}b\n", "$B", "ub", "default"),
    ("ARG A=u\nARG B=${A}b\n", "$B", "ub", "default"),
    ("", "ubuntu${V}", "ubuntu", "known"),
    ("", "ubuntu:${V:-24.04}", "ubuntu:24.04", "known"),
    ("ARG V\n", "ubuntu:${V:-24.04}", "ubuntu:24.04", "default"),
    ("ARG V\n", "ubuntu:${V}", "ubuntu:${V}", "unknown"),
    ("ARG V=\n", "ubuntu${V:+:1}", "ubuntu", "default"),
    ("", "u-$TARGETARCH", "u-${TARGETARCH}", "unknown"),
    ("ARG V=1\n", '"ubuntu:$V"', "ubuntu:1", "default"),
    ("", "${V:?}", "${V:?}", "unknown"),
]


@pytest.mark.parametrize(("before", "image", "expected", "certainty"), FROMS)
def test_in_from(before: str, image: str, expected: str, certainty: str) -> None:
    value = file(f"{before}FROM {image}\n", settings=Settings(build_args={})).stages[0].image
    assert (value.text, value.certainty) == (expected, certainty)


def test_an_arg_of_a_stage_is_not_seen_by_from() -> None:
    assert file("FROM a\nARG V=1\nFROM b:$V\n").stages[1].image.text == "b:"


BUILD_ARGS = [
    ("ARG X=1\nFROM a$X\n", "a9", "known"),
    ("ARG X\nFROM a$X\n", "a9", "known"),
    ("FROM a$X\n", "a", "known"),
    ("ARG Y=$X\nARG X=1\nFROM a$Y\n", "a", "default"),
    ("ARG X=1\nARG Y=$X\nFROM a$Y\n", "a9", "default"),
]


@pytest.mark.parametrize(("text", "expected", "certainty"), BUILD_ARGS)
def test_what_the_build_passes(text: str, expected: str, certainty: str) -> None:
    value = file(text, settings=Settings(build_args={"X": "9"})).stages[0].image
    assert (value.text, value.certainty) == (expected, certainty)


def test_what_the_build_passes_in_a_stage() -> None:
    model = file("FROM a\nARG X=1\nARG Y\n", settings=Settings(build_args={"X": "9", "Y": "8", "Z": "7"}))
    assert model.stages[0].scope.expand("$X$Y$Z").text == "98${Z}"


def test_names_are_all_that_a_value_is_made_of() -> None:
    value = file("ARG A=1\nARG B=$A\nFROM x-${B}${RELEASE}\n").stages[0].image
    assert value.names == {"A", "B", "RELEASE"}
