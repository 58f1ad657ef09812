"""DL3044, BK011, BK013, DF070 to DF074: ARG and ENV."""

from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.settings import preset
from dflint.text import apply
from tests.rules.trees import found, own_code, project

F = "FROM example.com/base:1\n"
PLAIN = "FROM alpine:3.20\n"
DOCKER = preset("docker")

# file -> rule and text at its place
CASES = [
    (F + "ENV A=1 B=$A\n", "DF074 $A DL3044 $A"),
    (F + "ENV A=1 B=${A:-2}\n", "DF074 ${A:-2}"),
    ("ARG A=1\n" + F + "ENV A=1 B=$A\n", "DF074 $A DL3044 $A"),
    (F + "ENV A=1\nFROM b:1\nENV A=1 B=$A\n", "DF074 $A DL3044 $A"),
    ("FROM a:1 AS x\nENV A=1\nFROM x\nENV A=1 B=$A\n", ""),
    (F + "ONBUILD ENV A=1 B=$A\n", ""),
    (F + "ENV A=$B\n", "DF074 $B"),
    (F + "ENV A=$PATH\n", ""),
    (F + "ARG B\nENV A=$B\n", ""),
    (F + "ARG B C=$B\nENV A=$C\n", ""),
    (PLAIN + "ENV A=$B\n", "BK011 $B"),
    (PLAIN + "ENV A=${B:-x}\n", "DF074 ${B:-x}"),
    (PLAIN + "ENV A=x${A:+:$A}\n", "DF074 ${A:+:$A} DF074 $A"),
    (PLAIN + "RUN echo $B\n", ""),
    (PLAIN + "EXPOSE $B\n", ""),
    (PLAIN + "COPY $B /\n", "BK011 $B"),
    (PLAIN + "COPY a /$B\n", "BK011 $B"),
    (PLAIN + "ADD --chown=$B a /\n", "BK011 --chown=$B"),
    (PLAIN + "WORKDIR $B\n", "BK011 $B"),
    (PLAIN + "USER $B\n", "BK011 $B"),
    (PLAIN + "VOLUME $B\n", "BK011 $B"),
    (PLAIN + "STOPSIGNAL $B\n", "BK011 $B"),
    (PLAIN + "LABEL a=$B\n", "BK011 $B"),
    (PLAIN + "ARG A=$B\nENV C=$A\n", "BK011 $B"),
    (PLAIN + "RUN --mount=type=cache,target=$B true\n", "BK011 --mount=type=cache,target=$B"),
    (PLAIN + "COPY <<EOF /a\n$B\nEOF\n", "BK011 $B"),
    (PLAIN + "COPY <<'EOF' /a\n$B\nEOF\n", ""),
    (PLAIN + "ENV A='$B'\n", ""),
    (PLAIN + "ONBUILD ENV A=$B\n", ""),
    ("FROM scratch\nENV A=$HOME\n", "BK011 $HOME"),
    ("FROM ubuntu:$V\nENV A=$HOME\n", "BK011 $HOME"),
    ("ARG V\n" + F + "ENV A=$V\n", "BK011 $V"),
    ("ARG NODE_VERSION=1\nFROM node:$NODE_VERSION\nENV A=$NODE_VERSION\n", ""),
    ("FROM node:22\nENV A=$NODE_MAJOR\n", "DF074 $NODE_MAJOR"),
    (F + "ENV A=$TARGETARCH\n", "BK011 $TARGETARCH"),
    (F + "ENV SERVER=1\nENV A=$SEVRER\n", "BK011 $SEVRER"),
    (F + "ENV SERVER=1\nENV A=$SERVERS\n", "BK011 $SERVERS"),
    (F + "ENV SERVER1=1\nENV A=$SERVER\n", "DF074 $SERVER"),
    (F + "ENV https_proxy=1\nENV A=$http_proxy\n", "DF074 $http_proxy"),
    (F + "ENV A 1\n", "BK013 A"),
    (F + "LABEL A 1\n", "BK013 A"),
    (F + "ENV A=1\nLABEL a=1\n", ""),
    (F + "ONBUILD ENV A 1\n", "BK013 A"),
    (F + "ARG A\n", "DF070 A"),
    (F + "ARG A\nRUN make\n", ""),
    (F + "RUN make\nARG A=1 B\nLABEL b=$B\n", "DF070 A"),
    (F + "ARG GIT_SHA\nRUN apt-get update && mkdir /a\n", "DF070 GIT_SHA"),
    (F + "ARG GIT_SHA\nRUN ./build\n", ""),
    (F + "ARG GIT_SHA\nONBUILD RUN ./build\n", ""),
    (F + "ARG A\nFROM b:1\nCOPY --from=0 /a /a\n", ""),
    ("ARG A\n" + F, "DF070 A"),
    ("ARG A=1\n" + F + "ARG A\nRUN make\n", ""),
    ("ARG A=1\nFROM b:1 AS c\nARG A\nRUN make\nFROM b:1\nCOPY --from=c /a /a\n", ""),
    ("ARG A=1\n" + F + "ARG A\n", "DF070 A"),
    (F + "ARG A b.c.d\nRUN make\n", "DF070 b.c.d"),
    ("FROM $X\nARG LITA_ROOT# b\nENV A=$LITA_ROOT\nRUN make\n", "DF074 $LITA_ROOT"),
    ("ARG BUILDKIT_SYNTAX\n" + F, ""),
    (F + "ENV A=1\nENV B=${A:=x}\n", "DF071 :="),
    ("ARG A=1\nFROM b:${A^^}\n", "DF071 ^"),
    (F + "ENV A=1\nRUN echo ${A:=x}\n", ""),
    (F + "ENV DEBIAN_FRONTEND=noninteractive\n", "DF072 DEBIAN_FRONTEND"),
    (F + "RUN export A=1\n", "DF073 export A=1"),
    (F + "RUN A=1\n", "DF073 A=1"),
    (F + "RUN export A=1 && cd /b\n", "DF073 export A=1 && cd /b"),
    (F + "RUN source ~/.bashrc\n", "DF073 source ~/.bashrc"),
    (F + "RUN conda activate x\n", "DF073 conda activate x"),
    (F + "RUN set -x\n", "DF073 set -x"),
    (F + "RUN export A=1 && make\n", ""),
    (F + "RUN export A=$(make)\n", ""),
    (F + "RUN A=1 make\n", ""),
    (F + "RUN ./configure\n", ""),
    (F + "RUN echo 'export A=1' >> ~/.bashrc\n", ""),
    (F + "RUN . ./build.sh\n", ""),
    (F + 'SHELL ["pwsh", "-c"]\nRUN cd /a\n', ""),
]
CODES = ("DL3044", "BK011", "BK013", "DF070", "DF071", "DF072", "DF073", "DF074")


def said(tmp_path: Path, text: str, *codes: str) -> str:
    items = found(tmp_path, {"Dockerfile": text}, *codes, settings=DOCKER)
    return " ".join(f"{own_code(item)} {item.text[item.column - 1 : item.end_column - 1]}" for item in items)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_values(text: str, expected: str, tmp_path: Path) -> None:
    assert said(tmp_path, text, *CODES) == expected


def test_both_rules_about_names_answer_to_one_name(tmp_path: Path) -> None:
    text = PLAIN + "ENV A=$B C=${D:-x}\n"
    for name in ("UndefinedVar", "BK011"):
        path = tmp_path / name
        path.mkdir()
        settings = DOCKER._replace(select=(name,))
        items = lint(project(path, {"Dockerfile": text}, settings))
        assert [own_code(item) for item in items] == ["BK011", "DF074"]


# old form -> new form; None: no fix
FIXES = [
    ("ENV A b", "ENV A=b"),
    ("ENV A b c", 'ENV A="b c"'),
    ('ENV A "b c"', 'ENV A="b c"'),
    ('ENV A b "c d" e', 'ENV A="b c d e"'),
    ("ENV A b 'c d'", 'ENV A="b c d"'),
    ("ENV A b '$c'", None),
    ("ENV A b\\ c", None),
    ("ENV A = b", None),
    ('ENV A "b c', None),
    ("ENV A $b:$c", "ENV A=$b:$c"),
    ("ENV   A \\\n  b", "ENV   A=b"),
    ("ENV A b \\\n  # note\n  c", 'ENV A="b \\\n  # note\n  c"'),
    ("ENV A \\\n  # note\n  b", None),
    ("LABEL a.b b=c", "LABEL a.b=b=c"),
]


@pytest.mark.parametrize(("old", "new"), FIXES)
def test_the_new_form(old: str, new: str | None, tmp_path: Path) -> None:
    (item,) = found(tmp_path, {"Dockerfile": f"{F}{old}\n"}, "BK013", settings=DOCKER)
    assert (apply(f"{F}{old}\n", item.fix.edits) if item.fix else None) == (f"{F}{new}\n" if new else None)
