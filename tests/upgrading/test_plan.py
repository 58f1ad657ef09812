"""Wishes to edits, on small trees."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.events import ScalarEvent

from dflint.errors import DflintError
from dflint.model.project import Project
from dflint.syntax.nodes import Arg
from dflint.syntax.parser import parse
from dflint.upgrading import Plan, Selection, make_plan, read_pair, read_spec
from dflint.workspace import open_projects

CONFIG = '[[template.variants]]\nname = "x"\nPLATFORM = "SPR"\n[[template.variants]]\nname = "y"\nPLATFORM = "ARM"\n'


def plan(root: Path, files: dict[str, str | bytes], *wishes: str, globs: tuple[str, ...] = ()) -> Plan:
    """The plan for pairs and upgrade files (recognised by a line break) in a tree of `files`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode() if isinstance(text, str) else text)
    wanted = []
    for each in wishes:
        wanted += (
            read_spec(each.encode(), "s.yaml", globs) if "\n" in each else [read_pair(each, Selection(globs=globs))]
        )
    return make_plan(open_projects(["."]), wanted)


def texts(made: Plan) -> dict[str, str]:
    """The new texts of a plan."""
    return {change.shown: change.new.text for change in made.changes}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "wish", "new"),
    [
        ("ARG A_VER=1\n", "A_VER=2", "ARG A_VER=2\n"),
        ("ARG A_VER=1\n", "a=2", "ARG A_VER=2\n"),
        ("ARG A_VERSION=1\n", "A=2", "ARG A_VERSION=2\n"),
        ("ARG A_REPO=x\n", "A_REPO=y", "ARG A_REPO=y\n"),
        ("ARG JDK=1\nARG JDK_VER=2", "JDK=3", "ARG JDK=3\nARG JDK_VER=2"),
        ("ARG A_VER=1 B_VER=1 C_VER\n", "B=2", "ARG A_VER=1 B_VER=2 C_VER\n"),
        ("FROM a\nARG  A_VER=1  \nFROM b\nARG A_VER=1\n", "A=2", "FROM a\nARG  A_VER=2  \nFROM b\nARG A_VER=2\n"),
        ('ARG A_VER="1"\r\nFROM a\r\n', "A=2 # x", 'ARG A_VER="2 # x"\r\nFROM a\r\n'),
        ("ARG \\\n  # note\n  A_VER='1' \\\n  B=3\n", "A=2", "ARG \\\n  # note\n  A_VER='2' \\\n  B=3\n"),
        ("# escape=`\nARG A_VER=1\n", r"A=C:\x", '# escape=`\nARG A_VER="C:\\x"\n'),
        ("arg a_ver=1\n", "A_VER=2", "arg a_ver=2\n"),
        ("ARG a_ver=1\nARG A_VER=1\n", "A_VER=2", "ARG a_ver=1\nARG A_VER=2\n"),
        ("ARG A_VER=1 # the one\n", "A=2", "ARG A_VER=2 # the one\n"),
        ("ARG A_VER=\n", "A=2", "ARG A_VER=2\n"),
        ("ARG A_VER=1\nARG B_VER=${A_VER}.0\n", "A=2", "ARG A_VER=2\nARG B_VER=${A_VER}.0\n"),
    ],
)
def test_edited_text(tmp_path: Path, text: str, wish: str, new: str) -> None:
    made = plan(tmp_path, {"Dockerfile": text}, wish)
    assert texts(made) == {"Dockerfile": new}
    assert made.is_complete


def test_bytes_that_no_edit_touches_stay(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfFROM a\r\nARG A_VER=1\r\n# \xff\xfe\n\nRUN x\r"
    (change,) = plan(tmp_path, {"Dockerfile": data}, "A=2").changes
    assert change.new.to_bytes() == data.replace(b"=1", b"=2")


@pytest.mark.parametrize(
    ("text", "wish", "lines"),
    [
        (
            "ARG B_VER=1\nARG A_VER=${B_VER}.1\n",
            "A=2",
            ["Dockerfile:2: A_VER is not upgraded to 2: it is composed of ${B_VER}"],
        ),
        ("ARG A_VER=${A:-1}\n", "A=2", ["Dockerfile:1: A_VER is not upgraded to 2: it is composed of ${A}"]),
        ("ARG A_VER='1\n", "A=2", ["Dockerfile:1: A_VER is not upgraded to 2: the builder cannot read it"]),
        ("ARG A_VER=1\\\n# note\n.2\n", "A=2", ["Dockerfile: is not changed: a comment would be lost"]),
    ],
)
def test_left_alone(tmp_path: Path, text: str, wish: str, lines: list[str]) -> None:
    made = plan(tmp_path, {"Dockerfile": text}, wish)
    assert (made.changes, made.left) == ([], lines)


def test_composed_value_that_comes_right(tmp_path: Path) -> None:
    made = plan(tmp_path, {"Dockerfile": "ARG B_VER=1\nARG A_VER=${B_VER}.1\n"}, "B=2", "A=2.1")
    assert texts(made) == {"Dockerfile": "ARG B_VER=2\nARG A_VER=${B_VER}.1\n"}
    assert made.is_complete


TREE = {
    "workload/Fio/Dockerfile.1.a": "ARG A_VER=1\n",
    "workload/Fio/v2/Dockerfile": "ARG A_VER=1\n",
    "workload/Fio-Two/Dockerfile": "ARG A_VER=2\n",
    "workload/Fio-Two/CMakeLists.txt": 'if (x)\n  add_workload("two_of_fio" SUT a)\nendif()\n',
    "stack/Fio/Dockerfile": "ARG A_VER=1\n",
}


@pytest.mark.parametrize(
    ("keys", "changed"),
    [
        ("", ["stack/Fio/Dockerfile", "workload/Fio-Two/Dockerfile", "workload/Fio/Dockerfile.1.a",
              "workload/Fio/v2/Dockerfile"]),
        ("SOURCEROOT: workload/Fio\n", ["workload/Fio/Dockerfile.1.a", "workload/Fio/v2/Dockerfile"]),
        ("SOURCEROOT: ./workload/Fio/\n", ["workload/Fio/Dockerfile.1.a", "workload/Fio/v2/Dockerfile"]),
        ("SOURCEROOT: workload/*\nDOCKERFILE: Dockerfile\n",
         ["workload/Fio-Two/Dockerfile", "workload/Fio/v2/Dockerfile"]),
        ("WORKLOAD: fio_two\n", ["workload/Fio-Two/Dockerfile"]),
        ("WORKLOAD: two_of_fio\n", ["workload/Fio-Two/Dockerfile"]),
        ("STACK: fio\n", ["stack/Fio/Dockerfile"]),
        ("DOCKERFILE: Dockerfile.1.a\n", ["workload/Fio/Dockerfile.1.a"]),
    ],
)  # fmt: skip
def test_selection(tmp_path: Path, keys: str, changed: list[str]) -> None:
    made = plan(tmp_path, dict(TREE), f"{keys}A_VER:\n  TO: 9\n")
    assert sorted(texts(made)) == changed
    assert made.is_complete


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ("B=9", "B=9: no ARG B has a value in the 4 selected files"),
        ("AA_VER=9", "AA_VER=9: no ARG AA_VER has a value in the 4 selected files, did you mean A_VER?"),
        (
            "A_VER:\n  FROM: 7\n  TO: 8\n",
            "s.yaml:3: A_VER is nowhere 7, but 1 in stack/Fio/Dockerfile:1, 2 in workload/Fio-Two/Dockerfile:1, "
            "1 in workload/Fio/Dockerfile.1.a:1 and 1 more",
        ),
        (
            "SOURCEROOT: workload/Foi\nA_VER:\n  TO: 8\n",
            "s.yaml:3: no file is selected by SOURCEROOT workload/Foi, did you mean workload/Fio?",
        ),
    ],
)
def test_unmatched(tmp_path: Path, wish: str, line: str) -> None:
    made = plan(tmp_path, dict(TREE), wish)
    assert (made.changes, made.unmatched) == ([], [line])


def test_lists_in_step(tmp_path: Path) -> None:
    made = plan(
        tmp_path, {"Dockerfile": "ARG A_VER=1\nFROM x\nARG A_VER=2\n"}, "A_VER:\n  FROM: [1, 2]\n  TO: [2, 1]\n"
    )
    assert texts(made) == {"Dockerfile": "ARG A_VER=2\nFROM x\nARG A_VER=1\n"}


def test_contradiction(tmp_path: Path) -> None:
    with pytest.raises(DflintError, match=r"A=3: A_VER is to become 3, but 2 by A=2 \(Dockerfile:1\)"):
        plan(tmp_path, {"Dockerfile": "ARG A_VER=1\n"}, "A=2", "A=3")


@pytest.mark.parametrize(
    ("text", "wish", "new", "left"),
    [
        ("# a\nARG A_VER=1\n", "A=2", "# a\nARG A_VER=2\n", []),
        ("define(`v', `1')ARG A_VER=v\n", "A=2", None,
         ["w/Dockerfile.m4:1: A_VER is not upgraded to 2: the template makes it of v"]),
        ("define(`v', `ARG A_VER=1')v\n", "A=2", None,
         ["w/Dockerfile.m4:1: A_VER is not upgraded to 2: the template makes it of v"]),
        ("ifelse(PLATFORM, `ARM', `ARG A_VER=1', `ARG A_VER=3')\n", "A=2",
         "ifelse(PLATFORM, `ARM', `ARG A_VER=2', `ARG A_VER=2')\n", []),
        ("ifelse(PLATFORM, `ARM', `ARG A_VER=1', `ARG A_VER=3')\n", "PLATFORM: ARM\nA:\n  TO: 2\n",
         "ifelse(PLATFORM, `ARM', `ARG A_VER=2', `ARG A_VER=3')\n", []),
        ("ifelse(PLATFORM, `ICX', `\nARG A_VER=1\n', `ARG A_VER=3')\n", "A=2",
         "ifelse(PLATFORM, `ICX', `\nARG A_VER=1\n', `ARG A_VER=2')\n",
         ["w/Dockerfile.m4:2: A_VER is not upgraded: no variant of the template gives this line"]),
        ("ARG A_VER=1\n", "A=dnl", None, ['w/Dockerfile.m4: is not changed: A_VER would become "", not dnl']),
        ("ARG A_VER=A_B\n", "A=2", None,
         ["w/Dockerfile.m4:1: A_VER is not upgraded to 2: A_B is the name of a macro, which is defined elsewhere"]),
    ],
)  # fmt: skip
def test_m4(tmp_path: Path, text: str, wish: str, new: str | None, left: list[str]) -> None:
    made = plan(tmp_path, {".dflint.toml": CONFIG, "w/Dockerfile.m4": text}, wish)
    assert texts(made) == ({} if new is None else {"w/Dockerfile.m4": new})
    assert made.left == left


@pytest.mark.parametrize(
    ("wish", "globs", "changed", "left"),
    [
        ("A=2", (), ["template/a.m4"], []),
        ("A=2", ("template",), ["template/a.m4"], []),
        ("A=2", ("workload",), [], ["workload/X/Dockerfile.m4", "workload/Y/Dockerfile.m4"]),
        ("SOURCEROOT: workload/X\nA_VER:\n  TO: 2\n", (), [], ["workload/X/Dockerfile.m4"]),
        ("SOURCEROOT: workload/*\nA_VER:\n  TO: 2\n", (), ["template/a.m4"], []),
    ],
)
def test_included_file(tmp_path: Path, wish: str, globs: tuple[str, ...], changed: list[str], left: list[str]) -> None:
    tree = {f"workload/{name}/Dockerfile.m4": "include(`a.m4')FROM a\n" for name in "XY"}
    made = plan(tmp_path, {**tree, "template/a.m4": "ARG A_VER=1\n"}, wish, globs=globs)
    assert sorted(texts(made)) == changed
    assert bool(made.left) == bool(left)


def test_jinja(tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    text = "{% set v = 3 %}ARG A_VER=1\n{% include 'b.j2' %}\nARG C_VER={{ v }}\n"
    files = {"workload/X/Dockerfile.j2": text, "template/b.j2": "ARG B_VER='1'\n"}
    made = plan(tmp_path, files, "A=2", "B=2", "C=2")
    new = {"template/b.j2": "ARG B_VER='2'\n", "workload/X/Dockerfile.j2": text.replace("A_VER=1", "A_VER=2")}
    assert texts(made) == new
    assert made.left == ["workload/X/Dockerfile.j2:3: C_VER is not upgraded to 2: the template makes it of {{ v }}"]


def test_generated_file(tmp_path: Path) -> None:
    config = 'preset = "generated"\n'
    made = plan(tmp_path, {".dflint.toml": config, "generated/a/Dockerfile": "ARG A_VER=1\n"}, "A=2")
    assert made.left == ["generated/a/Dockerfile:1: A_VER is not upgraded to 2: the file is generated from a template"]


ROLE = "workload/X/template/ansible/custom/roles/r/defaults/main.yaml"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("# x\na_ver: 1.0  # note\r\n", "# x\na_ver: 2.5  # note\r\n"),
        ('a_ver:   "1.0"\n', 'a_ver:   "2.5"\n'),
        ("A_VERSION: '1.0'", "A_VERSION: '2.5'"),
        ("x:\n  - a_ver: 1\n    b: 2\n", "x:\n  - a_ver: 2.5\n    b: 2\n"),
    ],
)
def test_role(tmp_path: Path, text: str, new: str) -> None:
    assert texts(plan(tmp_path, {"workload/X/Dockerfile": "FROM a\n", ROLE: text}, "A=2.5")) == {ROLE: new}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a_ver: '{{ x }}'\n", ":1: a_ver is not upgraded to 2: it is composed: '{{ x }}'"),
        ("a_ver: |\n  1\n", ":1: a_ver is not upgraded to 2: it is no plain value: |"),
        ("a_ver: &x 1\nb: *x\n", ":1: a_ver is not upgraded to 2: it is no plain value: &x 1"),
        ("a_ver: 1\nb: [\n", ": is not changed: the file is not valid YAML"),
        ("a_ver: 1\n  2\n", ": is not changed: something else would change, too"),
        ("x: |\n  a_ver: 1\n", ": is not changed: something else would change, too"),
    ],
)
def test_role_left_alone(tmp_path: Path, text: str, reason: str) -> None:
    made = plan(tmp_path, {"workload/X/Dockerfile": "FROM a\n", ROLE: text}, "A=2")
    assert (made.changes, made.left) == ([], [ROLE + reason])


VALUES = st.sampled_from(["1", '"1.0"', "'x'", "1.0  # note", "{a_ver: 1}", "[1]", "yes", "|", "'{{ a_ver }}'", "é"])
KEYS = st.sampled_from(["a_ver: ", "  a_ver:   ", "- a_ver: ", "A_VERSION: ", "b: ", "# a_ver: ", "'a_ver': "])
NEW = st.text(st.sampled_from("a1. \"'\\$#{}é`:-"), min_size=1, max_size=6)


@given(st.lists(st.tuples(KEYS, VALUES).map("".join), max_size=5), st.sampled_from(["\n", "\r\n"]), NEW)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_values_of_roles_change(tmp_path: Path, lines: list[str], ending: str, new: str) -> None:
    text = ending.join([*lines, ""])
    made = plan(tmp_path, {"workload/X/Dockerfile": "FROM a\n", ROLE: text}, f"A={new}")
    after = texts(made).get(ROLE, text)
    assert outside(text, {step.target.span for step in made.steps}) == outside_new(after, made)
    if made.changes:
        pairs = zip(scalars(text), scalars(after), strict=True)
        assert [now for old, now in pairs if old != now] == [new] * len(made.steps)
    (tmp_path / ROLE).write_bytes(after.encode())
    assert plan(tmp_path, {}, f"A={new}").changes == []


def scalars(text: str) -> list[str]:
    """The scalars of a YAML text as a reader of YAML finds them."""
    return [event.value for event in YAML(typ="safe", pure=True).parse(text) if isinstance(event, ScalarEvent)]


NAMES = st.sampled_from(["A_VER", "a_ver", "B_VERSION", "C_REPO"])
OLD = st.sampled_from(["1", '"1.2"', "'3'", "a\\ b", '"x"y', "${A_VER}", "", "1\\\n.5", "1 # x", "é"])
LINES = st.one_of(
    st.tuples(NAMES, OLD).map(lambda it: f"ARG {it[0]}={it[1]}"),
    st.tuples(NAMES, OLD, NAMES, OLD).map(lambda it: f"ARG \\\n  {it[0]}={it[1]} \\\n  {it[2]}={it[3]}"),
    st.sampled_from(["FROM a", "# ARG A_VER=1", "RUN x <<EOF\nARG A_VER=1\nEOF", "", "ENV A_VER=1", "ARG A_VER"]),
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["A", "B_VERSION", "c_repo"]), NEW)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_values_change(tmp_path: Path, lines: list[str], ending: str, name: str, new: str) -> None:
    text = ending.join([*lines, ""]).replace("\\\n", "\\" + ending)
    made = plan(tmp_path, {"Dockerfile": text}, f"{name}={new}")
    after = texts(made).get("Dockerfile", text)
    assert outside(text, {step.target.span for step in made.steps}) == outside_new(after, made)
    (project,) = open_projects(["."])
    assert_values(project, made, new)
    (tmp_path / "Dockerfile").write_bytes(after.encode())
    again = plan(tmp_path, {}, f"{name}={new}")
    assert again.changes == []


def outside(text: str, spans: set[tuple[int, int]]) -> list[str]:
    """The pieces of a text between spans."""
    edges = [0, *(edge for span in sorted(spans) for edge in span), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def outside_new(text: str, made: Plan) -> list[str]:
    """The pieces of the new text between the values that were written."""
    spans, moved = set(), 0
    for step in sorted(made.steps, key=lambda step: step.target.span):
        start = step.target.span.start + moved
        spans.add((start, start + len(step.text)))
        moved += len(step.text) - (step.target.span.end - step.target.span.start)
    return outside(text, spans)


def assert_values(project: Project, made: Plan, new: str) -> None:
    """Every value that was meant to change reads as the new one."""
    (old,) = project.files
    for change in made.changes:
        pairs = [pair for node in parse(change.new).instructions if isinstance(node, Arg) for pair in node.pairs]
        before = [pair for node in old.document.instructions if isinstance(node, Arg) for pair in node.pairs]
        spans = {step.target.span for step in made.steps}
        read = {pair.value.span: now for pair, now in zip(before, pairs, strict=True) if pair.value}
        for span in spans:
            now = read[span].value
            assert now is not None
            assert old.outer.expand(now.text).text == new or "$" in new
