"""m4 as GNU m4 has it, and where each character of a result comes from."""

import m4_oracle
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from m4_table import TABLE

from dflint.template.m4_expand import expand_m4
from dflint.template.rope import Origin
from dflint.text import Source, Span

needs_m4 = pytest.mark.skipif(not m4_oracle.program(), reason="there is no program m4")
seeds = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("m4")
    m4_oracle.prepare(found)
    return found


def expand(text, folder, **definitions):
    definitions = definitions or m4_oracle.DEFINITIONS
    return expand_m4(Source(text, "Dockerfile.m4"), str(folder), [str(folder)], definitions)


@pytest.mark.parametrize(("template", "expected"), TABLE)
def test_result(template, expected, folder):
    found = expand(template, folder)
    assert found.error is None
    assert found.source.text == expected


@needs_m4
@pytest.mark.parametrize("template", [template for template, _ in TABLE])
def test_table_agrees_with_gnu_m4(template, folder):
    assert m4_oracle.disagreement(template.encode("utf-8", "surrogateescape"), folder) == ""


@needs_m4
@pytest.mark.parametrize("seed", range(10))
def test_random_templates_agree_with_gnu_m4(seed, folder):
    maker = m4_oracle.Maker(seed)
    for _ in range(20):
        assert m4_oracle.disagreement(maker.template(), folder) == ""


# origins


@settings(deadline=None, max_examples=200)
@given(seeds)
@example(1)
def test_a_literal_character_stands_at_its_origin(folder, seed):
    found = m4_oracle.ours(m4_oracle.Maker(seed).template(), folder)
    for at, char in enumerate(found.rope.text):
        origin = found.rope.origin(at)
        assert origin.file < len(found.files)
        if origin.literal:
            assert found.files[origin.file].text[origin.start : origin.end] == char
            assert found.is_literal(Span(at, at + 1))
        elif origin.file >= 0:
            assert 0 <= origin.start <= origin.end <= len(found.files[origin.file].text)


@settings(deadline=None, max_examples=200)
@given(seeds, st.data())
def test_a_literal_span_can_be_edited(folder, seed, data):
    found = m4_oracle.ours(m4_oracle.Maker(seed).template(), folder)
    start = data.draw(st.integers(0, len(found.rope.text)))
    span = Span(start, data.draw(st.integers(start, len(found.rope.text))))
    place = found.place(span)
    assert 0 <= place.span.start <= place.span.end <= len(found.files[place.file].text)
    if span.start < span.end and place.literal:
        assert found.files[place.file][place.span] == found.source[span]


def placed(found, part):
    """The text in the template, and its line, from which `part` of the result comes."""
    at = found.source.text.index(part)
    place = found.place(Span(at, at + len(part)))
    source = found.files[place.file]
    return source.path, source.line_of(place.span.start), source[place.span], place.literal


# template, part of its result, line, text there, whether it was copied
PLACES = [
    ("FROM x\nRUN y\n", "y", 2, "y", True),
    ("FROM x`'RELEASE\n", ":latest", 1, "RELEASE", False),
    ("define(`a',`b$1c')dnl\nRUN a(1)\n", "b", 2, "a(1)", False),
    ("define(`a',`b$1c')dnl\nRUN a(one)\n", "one", 2, "one", True),
    ("define(`a',`b$1c')dnl\nRUN a(`one')\n", "bonec", 2, "a(`one')", False),
    ("x\nifelse(a,a,`\nRUN one\nRUN two\n')\n", "two", 4, "two", True),
    ("x\nifelse(a,a,`\nRUN one\nRUN two\n')\n", "one\nRUN", 3, "one\nRUN", True),
    ("x\nifelse(a,b,`no',\n c,c,`\nRUN RELEASE\n')\n", ":latest", 4, "RELEASE", False),
    ("x\nifelse(a,a,`\nRUN len(`abcdefgh')\n')\n", "8", 3, "len(`abcdefgh')", False),
    ("x\ntranslit(`ABC',\n`A-Z',\n`a-z') y", "abc", 2, "translit(`ABC',\n`A-Z',\n`a-z')", False),
    ("divert(1)x\ndivert`'y\n", "x", 1, "x", True),
    ("m4wrap(`late\n')x\n", "late", 1, "late", True),
    ("define(`a',`text')\ndefn(`a')", "text", 2, "defn(`a')", False),
    ("define(`a',`b(`$1')')define(`b',`<$1>')\na(x y)", "x y", 2, "x y", True),
    ("define(`a',`b(`$1')')define(`b',`<$1>')\na(x y)", "<", 2, "a(x y)", False),
    ("shift(a,\nb,\nc)", "c", 3, "c", True),
    ("# comment RELEASE\n", "RELEASE", 1, "RELEASE", True),
]


@pytest.mark.parametrize("case", PLACES, ids=str)
def test_place(case, folder):
    template, part, *expected = case
    assert placed(expand(template, folder), part) == ("Dockerfile.m4", *expected)


def test_an_included_file_is_a_place(tmp_path):
    (tmp_path / "part.m4").write_text("one\nRUN RELEASE two\n")
    found = expand("x\ninclude(`part.m4')y\n", tmp_path)
    assert placed(found, "two") == ("part.m4", 2, "two", True)
    assert placed(found, ":latest") == ("part.m4", 2, "RELEASE", False)
    assert placed(found, "y") == ("Dockerfile.m4", 2, "y", True)


def test_a_macro_of_an_included_file_points_at_its_call(tmp_path):
    (tmp_path / "part.m4").write_text("\n\ndefine(`a',`made')dnl\n")
    assert placed(expand("include(`part.m4')\nRUN a\n", tmp_path), "made") == ("Dockerfile.m4", 2, "a", False)


def test_parentheses_that_close_each_other():
    found = expand("define(`d',`)')" + "d(" * 3_000 + "d\n", "/")
    assert placed(found, ")") == ("Dockerfile.m4", 1, "d", False)


def test_the_first_folder_counts_and_a_file_is_read_once(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.m4").write_text(name)
    folders = [str(tmp_path / name) for name in ("none", "two", "one")]
    found = expand_m4(Source("include(`x.m4') include(`x.m4')", "t"), str(tmp_path), folders, {})
    assert found.source.text == "two two"
    assert [source.path for source in found.files] == ["t", "two/x.m4"]


# template, kinds of the notes
NOTES = [
    ("divert(-1)\ndefine(`a',`b')\ndivert`'dnl\nx", []),
    ("divert(-1)\nRUN x\ndivert`'y", ["hidden"]),
    ("x\ndivert(-1)\ny\n", ["hidden"]),
    ("x\ndivert(-1)\n\n", []),
    ("x\nm4exit(0)\nRUN y\n", ["hidden"]),
    ("x\nm4exit\n\n", []),
    ("divert(1)x`'divert`'m4exit", ["hidden"]),
    ("include(`none')", ["include"]),
    ("sinclude(`none')", []),
    ("eval(`1+')incr(x)substr(`abc')define", ["error"] * 3),
    ("patsubst(`a',`[')", ["error"]),
    ("syscmd(`x')", ["forbidden"]),
    ("FROM defn(`NONE'):1", ["undefined"]),
    ("FROM defn(`RELEASE')", []),
    ("ifelse(defn(`NONE'),`ON',`x')define(`l',defn(`l')x)divert(-1)defn(`NONE')divert", []),
    ("ifelse(,,`defn(`NONE')')", ["undefined"]),
    ("include(`../x')", ["include"]),
]


@pytest.mark.parametrize(("template", "kinds"), NOTES)
def test_notes(template, kinds, folder):
    assert [note.kind for note in expand(template, folder).notes] == kinds


def test_calls():
    found = expand(
        "FROM x`'RELEASE\nRUN len a REGISTRY m4_if(x)\ndnl IMAGE\nifelse(`a',`a',RELEASE)", "/", RELEASE=":1"
    )
    assert found.calls == [
        ("RELEASE", Origin(0, 8, 15, False)),
        ("RELEASE", Origin(0, 69, 76, False)),
        ("ifelse", Origin(0, 54, 77, False)),
    ]
