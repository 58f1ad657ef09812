"""What the tree says: its spans, its fields, and what the builder rejects."""

import pytest

from dflint.syntax import nodes
from dflint.syntax.parser import parse
from dflint.text import Source, Span


def tree(text):
    """The tree of `text`, which gives `text` back."""
    file = parse(Source(text))
    assert str(file) == text
    return file


def first(text):
    """The first instruction of `text`."""
    return tree(text).instructions[0]


# text, the source at the span of each argument
ARGS = [
    ("FROM a AS b", ["a", "AS", "b"]),
    ("  FROM  a  ", ["a"]),
    ("\ufeffFROM a", ["a"]),
    ("FROM \\\n  a", ["a"]),
    ("FROM a\\\nb", ["a\\\nb"]),
    ("FROM a\\\n# c\n\nb c", ["a\\\n# c\n\nb", "c"]),
    ("FROM a\r\n", ["a"]),
    ("RUN a  b \\\n  c \r\n", ["a  b \\\n  c"]),
    ("RUN a \\", ["a"]),
    ('CMD ["a", \\\n "b\\n"]', ['"a"', '"b\\n"']),
    ('COPY --from=x ["a b", "c"]', ['"a b"', '"c"']),
    ("COPY --from=x a b", ["a", "b"]),
    ("COPY -- --a b", ["--a", "b"]),
    ("RUN --mount=\u00e9 a\u00e9 b", ["a\u00e9 b"]),
    ("RUN --mount=\U0001f600 --x=\udcff a\udcfe", ["a\udcfe"]),
    ("RUN \udca0--mount=x a", ["a"]),
    ("EXPOSE 1 2", ["1", "2"]),
    ("HEALTHCHECK  --retries=1 CMD  a b", ["CMD", "a b"]),
    ('HEALTHCHECK CMD ["a", "b"]', ["CMD", '"a"', '"b"']),
    ("ENV a='b c' d=e", ["a='b c'", "d=e"]),
    ('ENV a="b c" \\\n  d=e', ['a="b c"', "d=e"]),
    ("ENV a=b\\", ["a=b"]),
    ("ARG a b=c\\ d", ["a", "b=c\\ d"]),
    ("USER \u3000a", ["a"]),
    ("FOO a b", []),
    ("ONBUILD  RUN a  b", ["RUN a  b"]),
]


@pytest.mark.parametrize(("text", "args"), ARGS)
def test_argument_spans(text, args):
    file = tree(text)
    assert [file.source[word.span] for word in file.instructions[0].args] == args


# text, the source at the span of each flag, their (name, value)
FLAGS = [
    ("COPY --from=a --link b c", ["--from=a", "--link"], [("from", "a"), ("link", None)]),
    ("RUN --mount='a b' \\\n  --x c", ["--mount='a b'", "--x"], [("mount", "a b"), ("x", None)]),
    ("RUN --a\\\nb=c d", ["--a\\\nb=c"], [("ab", "c")]),
    ('RUN --a="b=\\"c" d', ['--a="b=\\"c"'], [("a", 'b="c')]),
    ("RUN --a= --b", ["--a=", "--b"], [("a", ""), ("b", None)]),
    ("RUN --\u00e9=1 --b=\u0420x c", ["--\u00e9=1", "--b=\u0420"], [("\u00c3\u00a9", "1"), ("b", "\u00d0")]),
    ("RUN --a=\udcff --b c", ["--a=\udcff", "--b"], [("a", "\u00ff"), ("b", None)]),
    ("RUN --a=\ud840 b", ["--a=\ud840"], [("a", "\u00ed\u00a1\u0080")]),
    ("RUN a --b", [], []),
    ("RUN -- --b", [], []),
]


@pytest.mark.parametrize(("text", "spans", "flags"), FLAGS)
def test_flags(text, spans, flags):
    file = tree(text)
    node = file.instructions[0]
    assert [file.source[flag.span] for flag in node.options] == spans
    assert [(flag.name, flag.value) for flag in node.options] == flags


def test_flag_by_name():
    node = first("RUN --mount=a --mount=b c")
    assert (node.flag("mount").value, node.flag("x")) == ("b", None)


# text, (name, value) as text, (name, value, pair) at their spans
PAIRS = [
    ("ENV a=b", [("a", "b")], [("a", "b", "a=b")]),
    ("ENV a= b='c=d'", [("a", ""), ("b", "'c=d'")], [("a", "", "a="), ("b", "'c=d'", "b='c=d'")]),
    ("ENV a  b  c ", [("a", "b  c")], [("a", "b  c", "a  b  c")]),
    ("ENV a \\\n b", [("a", "b")], [("a", "b", "a \\\n b")]),
    ("ENV a=b\\\nc", [("a", "bc")], [("a", "b\\\nc", "a=b\\\nc")]),
    ("ENV a\\\nb=c", [("ab", "c")], [("a\\\nb", "c", "a\\\nb=c")]),
    ("ENV =a", [("", "a")], [("", "a", "=a")]),
    ('LABEL "a b"="c"', [('"a b"', '"c"')], [('"a b"', '"c"', '"a b"="c"')]),
    ("ARG a b=c", [("a", None), ("b", "c")], [("a", None, "a"), ("b", "c", "b=c")]),
    ("ENV a=b c", [("a", "b")], [("a", "b", "a=b")]),
    ("ENV a=\udcff", [("a", "\ufffd")], [("a", "\udcff", "a=\udcff")]),
]


@pytest.mark.parametrize(("text", "pairs", "spans"), PAIRS)
def test_pairs(text, pairs, spans):
    file = tree(text)
    node = file.instructions[0]
    assert [(p.name.text, p.value and p.value.text) for p in node.pairs] == pairs
    at = file.source.__getitem__
    assert [(at(p.name.span), p.value and at(p.value.span), at(p.span)) for p in node.pairs] == spans


def test_legacy_is_marked():
    assert [node.legacy for node in tree("ENV a b\nENV a=b\nLABEL a b").instructions] == [True, False, True]


# text, per heredoc: name, fd, chomp, expand, and the source at the opener, the body and the terminator
HEREDOCS = [
    ("RUN <<A\nb\nA\n", [("A", 0, False, True, "<<A", "b\n", "A\n")]),
    ("RUN <<-A\n\tb\n\tA", [("A", 0, True, True, "<<-A", "\tb\n", "\tA")]),
    ("RUN 3<<'A'\nA", [("A", 3, False, False, "3<<'A'", "", "A")]),
    ('RUN << "A"\nb\nA', [("A", 0, False, False, '<< "A"', "b\n", "A")]),
    (
        "COPY <<A <<B /\n1\nA\n2\nB\n",
        [("A", 0, False, True, "<<A", "1\n", "A\n"), ("B", 0, False, True, "<<B", "2\n", "B\n")],
    ),
    ('RUN "<<A" <<A\nA', [("A", 0, False, True, "<<A", "", "A")]),
    ("RUN x \\\n <<A\r\nb\r\nA\r\n", [("A", 0, False, True, "<<A", "b\r\n", "A\r\n")]),
    ("RUN x <<A && \\\n y\nb\nA", [("A", 0, False, True, "<<A", "b\n", "A")]),
    ("RUN <<A\nb", [("A", 0, False, True, "<<A", "b", "")]),
    ("RUN <<A\nb\nUSER c\n", [("A", 0, False, True, "<<A", "b\n", "")]),
    ("RUN <<A", [("A", 0, False, True, "<<A", "", "")]),
    ("ONBUILD RUN <<A\nb\nA", [("A", 0, False, True, "<<A", "b\n", "A")]),
    (f"RUN {'9' * 5000}<<A\nA", [("A", 2**64 - 1, False, True, f"{'9' * 5000}<<A", "", "A")]),
    ("RUN <<\udcff\n\udcff", [("\ufffd", 0, False, True, "<<\udcff", "\udcff", "")]),
    (
        'RUN <<"E\\F" <<A\nE\\F\nA',
        [("E\\F", 0, False, False, '<<"E\\F"', "", "E\\F\n"), ("A", 0, False, True, "<<A", "", "A")],
    ),
    ("RUN <<'${x:-y}'\n${x:-y}", [("${x:-y}", 0, False, False, "<<'${x:-y}'", "", "${x:-y}")]),
    ("RUN <<A\\${x:-y}\nA${x:-y}", [("A${x:-y}", 0, False, True, "<<A\\${x:-y}", "", "A${x:-y}")]),
    ('RUN <<A"${x/y/z}"', []),
    ("RUN <<A${x}$y\nA${x}$y", [("A${x}$y", 0, False, True, "<<A${x}$y", "", "A${x}$y")]),
    ("RUN ${x:-\\'} <<A\nA", [("A", 0, False, True, "<<A", "", "A")]),
]


@pytest.mark.parametrize(("text", "heredocs"), HEREDOCS)
def test_heredocs(text, heredocs):
    file = tree(text)
    at = file.source.__getitem__
    found = file.instructions[0].heredocs
    assert [(h.name, h.fd, h.chomp, h.expand, at(h.span), at(h.body), at(h.terminator)) for h in found] == heredocs
    assert all(h.content == at(h.body) for h in found)


def test_heredoc_span_stays_out_of_quotes():
    assert first('RUN "<<A" <<A\nA').heredocs[0].span == Span(10, 13)


# text, kinds of its pieces
PIECES = [
    ("", ""),
    ("\n", "Blank"),
    ("# escape=`\n# c\n\nFROM a\n", "Directive Comment Blank From"),
    ("RUN a \\\n# c\n\nb\n# d", "Run Comment"),
    ("RUN a \\\n# c\n\n", "Run"),
    ("COMMENT a\nUSER b", "Unknown User"),
    ("RUN <<A\n# b\nA\n# c", "Run Comment"),
    ("\ufeff", "Blank"),
    ("\ufeff# syntax=a", "Directive"),
]


@pytest.mark.parametrize(("text", "kinds"), PIECES)
def test_pieces(text, kinds):
    assert " ".join(type(piece).__name__ for piece in tree(text).pieces) == kinds


def test_lines_inside_an_instruction():
    file = tree("RUN a \\\n # c\n\n  b\n")
    node = file.instructions[0]
    assert [file.source[span] for span in node.comments + node.empties] == [" # c\n", "\n"]
    assert file.source[node.text_span] == "RUN a \\\n # c\n\n  b"
    assert (node.start_line, node.end_line, node.keyword, node.written) == (1, 4, "RUN", "RUN")


def test_directive():
    file = tree("\ufeff#  Escape = `  \nRUN a `\n b")
    (directive,) = file.directives
    assert (directive.name, directive.value, directive.text) == ("escape", "`", "Escape = `")
    assert (file.source[directive.value_span], file.escape) == ("`", "`")


def test_from():
    file = tree("FROM --platform=x a As b\nFROM a\nFROM\nFROM a A\u017f b")
    assert [node.image and node.image.text for node in file.instructions] == ["a", "a", None, "a"]
    assert [node.name and node.name.text for node in file.instructions] == ["b", None, None, "b"]


def test_copy():
    node = first("COPY --from=x a b c")
    assert ([word.text for word in node.sources], node.destination.text) == (["a", "b"], "c")
    assert first("COPY a").destination is None


def test_onbuild():
    node = first('onbuild run --mount=x ["a"]')
    inner = node.inner
    assert isinstance(inner, nodes.Run) and inner.is_json and node.is_json
    assert (inner.flags, inner.args[0].text, inner.written) == (("--mount=x",), "a", "run")
    assert first("ONBUILD").inner is None
    assert first("ONBUILD " * 3000).inner.inner is None


def test_keyword_case():
    nodes_ = tree("wor\u212adir /a\n\u017fHELL x").instructions
    assert [(node.keyword, type(node).__name__) for node in nodes_] == [
        ("WORKDIR", "Workdir"),
        ("\u017fHELL", "Unknown"),
    ]


def test_repr_and_path():
    file = parse(Source("FROM a", "b/Dockerfile"))
    assert repr(file.instructions[0]) == "<FROM at line 1: 'a'>"
    assert file.path == "b/Dockerfile"


# text after a FROM, codes and the source at the span of each problem, part of the first message
PROBLEMS = [
    ("RUN a", "", ""),
    ("RNU a", "E001 RNU", "did you mean RUN?"),
    ("FOOBARBAZ a", "E001 FOOBARBAZ", 'unknown instruction "FOOBARBAZ"'),
    ("\\\n", "E001 ", 'unknown instruction ""'),
    ("RUN cat <<A <<B\nA\n", "E002 <<B", "heredoc B never ends"),
    ("RUN --mont=a b", "E003 --mont=a", "RUN has no flag --mont, did you mean mount?"),
    ("RUN --mount a", "E003 --mount", "--mount needs a value"),
    ("RUN --mount=target=/a --mount=type=ssh c", "", ""),
    ("RUN --mount=a c", "E003 --mount=a", '--mount has no "a"'),
    ("RUN --mount=targt=/a c", "E003 --mount=targt=/a", "did you mean target?"),
    ("RUN --mount=type=foo,target=/a c", "E003 --mount=type=foo,target=/a", 'no type "foo"'),
    ("RUN --mount=type=cache,target=/a, c", "E003 --mount=type=cache,target=/a,", "a comma with nothing beside it"),
    ("RUN --mount=type=cache,target c", "E003 --mount=type=cache,target", "target of --mount needs a value"),
    ("RUN --mount=target=/ c", "E003 --mount=target=/", "nothing can be mounted on /"),
    ("RUN --mount=target=/a,uid=1 c", "E003 --mount=target=/a,uid=1", "a mount of type bind takes no uid"),
    ("RUN --mount=target=/a,ro=no c", "E003 --mount=target=/a,ro=no", 'ro of --mount cannot be "no"'),
    ("RUN --mount=type=cache,target=/a,mode=8 c", "E003 --mount=type=cache,target=/a,mode=8", "mode of --mount"),
    ("RUN --mount=type=cache,target=/a,sharing=x c", "E003 --mount=type=cache,target=/a,sharing=x", "sharing of"),
    ("RUN --mount=type=tmpfs,target=/a,size=5x c", "E003 --mount=type=tmpfs,target=/a,size=5x", "size of --mount"),
    ("RUN --mount=type=secret,env=A c", "E003 --mount=type=secret,env=A", "a mount of a secret needs its name"),
    ("RUN --mount=target=/a,z,U,relabel=shared c", "", ""),
    ("RUN --mount=type=secret,id=$A,uid=$B --mount=type=$C c", "", ""),
    ("RUN --mount=TYPE=Cache,Target=/a,ro,sharing=Locked,mode=0755,uid=1,gid=01,id=$A,from=b,source=c d", "", ""),
    ("RUN --mount=type=tmpfs,target=/a,size=1.5GB --mount=type=ssh,required=T,mode=0600 b", "", ""),
    ("COPY --chmod=999 a b", "E003 --chmod=999", "is a mode"),
    ("COPY --chmod=rwx a b", "E003 --chmod=rwx", "is a mode"),
    ("ADD --chmod=0755 --checksum=sha256:1 https://a b", "E003 --checksum=sha256:1", "is sha256: and 64 digits"),
    ("COPY --chmod=u=rwX,go=u-w,+t a b", "", ""),
    ("COPY --chmod=$A a b", "", ""),
    ("RUN --network=none --network=host c", "E003 --network=host", "given twice"),
    ("COPY --link --link=false a b", "E003 --link=false", "given twice"),
    ("COPY --link=True --parents=false --chown=1 a b", "", ""),
    ("COPY --link= a b", "E003 --link=", "is true or false"),
    ("COPY --link=1 a b", "E003 --link=1", 'is true or false, not "1"'),
    ("ENV --a b=c", "E003 --a", "ENV has no flag --a"),
    ("USER --a b", "E003 --a", "USER has no flag --a"),
    ("ARG --a b", "", ""),
    ("STOPSIGNAL --a b", "", ""),
    ("HEALTHCHECK --a NONE", "", ""),
    ("HEALTHCHECK --a CMD b", "E003 --a", "no flag --a"),
    ("HEALTHCHECK --interval=1x CMD b", "E003 --interval=1x", "is a duration"),
    ("HEALTHCHECK --retries=x CMD b", "E003 --retries=x", "is a number of tries"),
    ("FROM", "E004 FROM", "takes an image"),
    ("FROM a b", "E004 a b", "takes an image"),
    ("FROM a # b c", "E004 # b c", "put the comment on a line of its own"),
    ("FROM a AS b #c", "E004 #c", "put the comment on a line of its own"),
    ("FROM a IS b", "E004 a IS b", "takes an image"),
    ("FROM a AS b c", "E004 a AS b c", "takes an image"),
    ("COPY a", "E004 COPY a", "needs a source and a destination"),
    ("ADD", "E004 ADD", "needs a source and a destination"),
    ("COPY a <<B\nB", "E004 <<B", "cannot write to a heredoc"),
    ("ENV", "E004 ENV", "needs an argument"),
    ("ENV a", "E004 a", "has no value"),
    ("ENV a=b c", "E004 c", '"c" has no "="'),
    ("ENV =a", "E004 =a", "a value without a name"),
    ("ARG =a", "E004 =a", "a value without a name"),
    ("LABEL a=b =c d", "E004 =c|E004 d", "a value without a name"),
    ("USER", "E004 USER", "needs an argument"),
    ("WORKDIR", "E004 WORKDIR", "needs an argument"),
    ("ONBUILD", "E004 ONBUILD", "needs an argument"),
    ("EXPOSE", "E004 EXPOSE", "needs an argument"),
    ("VOLUME []", "E004 VOLUME []", "needs an argument"),
    ('VOLUME ["a", " "]', 'E004 " "', "empty path"),
    ("SHELL", "E004 SHELL", "needs an argument"),
    ("SHELL bash", "E004 bash", "needs a JSON array"),
    ("SHELL []", "E004 SHELL []", "needs an argument"),
    ("HEALTHCHECK", "E004 HEALTHCHECK", "needs an argument"),
    ("HEALTHCHECK NONE a", "E004 a", "NONE takes no arguments"),
    ("HEALTHCHECK none", "", ""),
    ("HEALTHCHECK curl a", "E004 curl", 'takes CMD or NONE, not "curl"'),
    ("HEALTHCHECK CMD\u00a0a", "E004 CMD\u00a0a", "takes CMD or NONE"),
    ("HEALTHCHECK CMD", "E004 HEALTHCHECK CMD", "CMD needs a command"),
    ("HEALTHCHECK CMD []", "E004 HEALTHCHECK CMD []", "CMD needs a command"),
    ("FROM a AS 1b", "E005 1b", "must start with a letter"),
    ("FROM a AS B.c_d-1", "", ""),
    ("FROM a AS a/b", "E005 a/b", "must start with a letter"),
    ("CMD [1]", "E007 [1]", "only strings"),
    ("RUN " + "a" * 65_532, "E008 R", "65,535 bytes"),
    ("ONBUILD ONBUILD RUN a", "E009 ONBUILD", "cannot hold ONBUILD"),
    ("ONBUILD FROM a", "E009 FROM", "cannot hold FROM"),
    ("ONBUILD MAINTAINER a", "E009 MAINTAINER", "cannot hold MAINTAINER"),
    ("ONBUILD FOO a", "E001 FOO", "unknown instruction"),
    ("ONBUILD COPY a", "E004 COPY a", "needs a source"),
    ("ONBUILD ENV a", "E004 a", "has no value"),
    ("ONBUILD CMD [1]", "E007 [1]", "only strings"),
    ("CMD", "", ""),
    ("RUN", "", ""),
]


def shown(file):
    """`code text` of each problem of `file`, parted by `|`."""
    return "|".join(f"{problem.code} {file.source[problem.span]}" for problem in file.errors)


@pytest.mark.parametrize(("text", "problems", "message"), PROBLEMS, ids=lambda value: value[:30])
def test_problems(text, problems, message):
    file = tree("FROM x\n" + text)
    assert shown(file) == problems
    assert message in "".join(problem.message for problem in file.errors[:1])


# text of a whole file, codes and the source at the span of each problem, part of the first message
FILES = [
    ("", "E011 ", "no instructions"),
    ("# a", "E011 ", "no instructions"),
    ("ARG a", "E011 ", "no FROM"),
    ("RUN a", "E010 RUN|E011 ", "RUN before the first FROM"),
    ("FOO a", "E001 FOO|E011 ", "unknown instruction"),
    ("ARG a\nUSER b\nFROM c\nUSER d", "E010 USER", "only ARG may stand there"),
    ("# escape=x\nFROM a", "E006 x", 'escape "x" is neither'),
    ("# escape= \nFROM a", "E006  ", 'escape " " is neither'),
    ("# syntax=a\n# syntax=b\nFROM a", "E006 # syntax=b\n", "a second syntax directive"),
    ("# escape=`\n# escape=x\nFROM a", "E006 # escape=x\n", "a second escape directive"),
]


@pytest.mark.parametrize(("text", "problems", "message"), FILES)
def test_problems_of_files(text, problems, message):
    file = tree(text)
    assert shown(file) == problems
    assert message in file.errors[0].message


# a value, whether the builder takes it for --interval, and for --retries
VALUES = [
    ("", True, True), ("0", True, True), ("-0", True, True), ("+0", True, True), ("1", False, True),
    ("+5", False, True), ("-5", False, False), ("1_0", False, False), ("007", False, True), (" ", False, False),
    ("2147483647", False, True), ("2147483648", False, False), ("9" * 5000, False, False),
    ("0" * 5000 + "1", False, True), ("1s", True, False), ("1.5s", True, False), ("1.s", True, False),
    (".5s", True, False), (".s", False, False), ("s", False, False), ("1h2m3s", True, False), ("1ms", True, False),
    ("1us", False, False), ("1000us", True, False), ("999999ns", False, False), ("1\u00b5s", False, False),
    ("0.5ns", True, False), ("-1s", False, False), ("+1s", True, False), ("1S", False, False),
    ("300000h", True, False), ("3000000h", False, False), (f"{'9' * 400}h", False, False), ("1d", False, False),
    ("\u0661s", False, False), ("\u0661", False, False),
]  # fmt: skip


@pytest.mark.parametrize(("value", "is_duration", "is_number"), VALUES, ids=lambda value: str(value)[:20])
def test_health_values(value, is_duration, is_number):
    for flag, good in (("interval", is_duration), ("retries", is_number)):
        file = tree(f"FROM a\nHEALTHCHECK --{flag}='{value}' CMD b")
        assert (not file.errors) == good
