"""The Python scripts of a file, with their places."""

import pytest

from dflint.model.python_script import python_scripts
from tests.model.texts import file

HEAD = "FROM a\n"
CASES = [
    ("RUN python -c 'import a'", [("python", "import a")]),
    ('RUN a && python3 -u -c "import a" b', [("python3", "import a")]),
    ('RUN sudo /usr/bin/python3.9 -Ic "b"', [("python3.9", "b")]),
    ("RUN bash -c 'python -c \"b\"'", [("python", "b")]),
    ("RUN python -c \"print('$HOME')\"", []),
    ('RUN python -c "print(\\"a\\")"', []),
    ("RUN python -m a -c b", []),
    ("RUN python a.py -c b", []),
    ("RUN python --check -c 'b'", [("python", "b")]),
    ("RUN python3 <<EOF\na\nb\nEOF", [("python3", "a\nb\n")]),
    ("RUN python3 - <<EOF\na\nEOF", [("python3", "a\n")]),
    ("RUN python3 a.py <<EOF\na b\nEOF", []),
    ("RUN python3 <<EOF\n$a\nEOF", []),
    ("RUN python3 <<'EOF'\n'$a'\nEOF", [("python3", "'$a'\n")]),
    ("RUN python3 <<-EOF\n\tif a:\n\t  b\n\tEOF", [("python3", "if a:\n  b\n")]),
    ("RUN <<EOF\n#!/usr/bin/env python3\na\nEOF", [("python3", "#!/usr/bin/env python3\na\n")]),
    ("RUN <<EOF\n#!/bin/bash\na b\nEOF", []),
    ("RUN <<EOF\na b\nEOF", []),
    ("RUN cat > /a.py <<'EOF'\na\nEOF", [("python", "a\n")]),
    ("RUN cat <<'EOF' > /a.py\na\nEOF", [("python", "a\n")]),
    ("RUN cat <<'EOF' > /a.txt\na b\nEOF", []),
    ("RUN cat <<'EOF' | sh > /a.py\na b\nEOF", []),
    ("COPY <<EOF /a.py\na\nEOF", [("python", "a\n")]),
    ("COPY <<a.py <<b.sh /c/\na\na.py\nb c\nb.sh", [("python", "a\n")]),
    ("COPY <<EOF /a.txt\na b\nEOF", []),
    ('SHELL ["python3", "-c"]\nRUN import a', [("python3", "import a")]),
    ("RUN echo a.py", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_scripts(text: str, expected: list[tuple[str, str]]) -> None:
    model = file(f"{HEAD}{text}\n")
    stage = model.stages[0]
    found = [script for node in stage.instructions for script in python_scripts(node, stage)]
    assert [(script.interpreter, script.text) for script in found] == expected
    for script in found:
        for at in range(len(script.text.rstrip("\n"))):
            place = script.locate(at, at + 1)
            assert model.source[place] == script.text[at] or script.text[at] == "\n"


VERSIONS = [
    ("python:3.8-slim", "python", (3, 8), True),
    ("docker.io/library/python:3.12", "python3", (3, 12), True),
    ("python:3", "python", None, False),
    ("python:2.7", "python", (2, 7), False),
    ("ubuntu:24.04", "python", None, False),
    ("ubuntu:24.04", "python3", None, True),
    ("python:2.7", "python3.6", (3, 6), True),
    ("python:3.8", "python2", None, False),
]


@pytest.mark.parametrize(("image", "interpreter", "version", "is_3"), VERSIONS)
def test_versions(image: str, interpreter: str, version: tuple[int, int] | None, is_3: bool) -> None:
    model = file(f"FROM {image} AS b\nFROM b\nRUN {interpreter} -c 'a'\n")
    (script,) = python_scripts(model.stages[1].instructions[0], model.stages[1])
    assert (script.version, script.is_3) == (version, is_3)
