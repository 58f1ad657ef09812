"""The corpus of the benchmarks: the same for the same seed, and accepted by the builder."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.corpus import Made, lone, tree, write
from dflint.model.project import Project
from dflint.workspace import Options, open_projects

ROOT = Path(__file__).parents[2]
FILES = 120


def digest(made: list[Made]) -> str:
    return hashlib.sha256(repr(made).encode()).hexdigest()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("corpus")
    write(folder, FILES)
    (found,) = open_projects([str(folder)], Options(isolated=True))
    return found


def test_same_seed_same_tree() -> None:
    first = list(tree(FILES))
    assert first == list(tree(FILES)) != list(tree(FILES, seed=2))
    program = f"from tests.benchmarks.test_corpus import *; print(digest(list(tree({FILES}))))"
    other = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest(first)  # with another seed of hashes, too
    assert (lone(130), lone(130)) == (lone(130), lone(130, seed=1)) != (lone(130, seed=2),) * 2


def test_a_small_tree_is_the_beginning_of_a_large_one() -> None:
    small, large = ({each for each in tree(count) if "Dockerfile" in each.path} for count in (FILES // 2, FILES))
    assert (len(small), len(large)) == (FILES // 2, FILES)
    assert small < large
    assert len({each.path for each in large}) == FILES


def test_builder_accepts_every_file(project: Project) -> None:
    """Templates as what they expand to."""
    dockerfile = pytest.importorskip("dockerfile")
    assert len(project.files) == FILES
    for file in project.files:
        assert not file.document.errors, file.path
        commands = dockerfile.parse_string(file.source.text)
        assert [each.cmd.upper() for each in commands] == [node.keyword for node in file.document.instructions]


def test_tree_is_what_it_says(project: Project) -> None:
    assert {component.kind for component in project.components} == {"workload"}
    assert any(len(component.files) > 2 for component in project.components)
    assert any(file.base and project.builders(file.base, file) for file in project.files)
    assert 0 < sum(file.expansion is not None for file in project.files) < FILES // 5
    runs = [node.rest.text for file in project.files for node in file.document.instructions if node.keyword == "RUN"]
    assert 0.3 < len(set(runs)) / len(runs) < 0.9
    assert any(node.heredocs for file in project.files for node in file.document.instructions)
    sizes = sorted(file.source.line_count for file in project.files)
    assert 25 < sizes[FILES // 2] < 70
    assert sizes[FILES * 9 // 10] > 70


@pytest.mark.parametrize("lines", [2, 3, 20, 130, 500])
def test_lone_files_have_their_length(lines: int) -> None:
    text = lone(lines)
    assert text.count("\n") == lines
    dockerfile = pytest.importorskip("dockerfile")
    assert dockerfile.parse_string(text)[0].cmd.upper() == "FROM"
