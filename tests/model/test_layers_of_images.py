"""What the rules about package managers ask: deleted folders, mounts, the end of a RUN."""

import pytest

from dflint.embedded.programs import APT_LISTS
from dflint.model.file import File
from dflint.model.layers import addition, is_mounted, reaches_image, removes
from dflint.model.script import Script
from dflint.text import apply
from tests.model.test_script import all_scripts
from tests.model.texts import file


def first(text: str) -> tuple[Script, File]:
    document = file(text)
    return all_scripts(document)[0], document


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rm -rf /var/lib/apt/lists/*", True),
        ("rm -fr /var/lib/apt/lists/", True),
        ("rm -r -f /var/lib/apt/lists", True),
        ("rm /var/lib/apt/lists/* -vf", True),
        ("rm --recursive --force -- /var/lib/apt/lists/*", True),
        ("rm -rf /tmp/* /var/lib/apt/lists/* /var/tmp/*", True),
        ("rm -rf /var/lib/{apt,dpkg,cache,log}/", True),
        ("rm -rf /var/{cache,lib/apt/{lists,x}}/*", True),
        ("rm -rf /var/lib/apt/*", True),
        ("rm -rf /var/lib/apt", True),
        ("rm -rf /var/l*/apt/lists", True),
        ("rm -rf /var/lib/apt/lists/*_*", True),
        ("rm -rf '/var/lib/apt/lists/'*", True),
        ("rm -rf /var/lib/apt/lists/**", True),
        ("sudo rm -rf /var/lib/apt/lists/*", True),
        ("find /var/lib/apt/lists -mindepth 1 -delete", True),
        ("rm -rf $FOLDERS", True),
        ("rm -rf /tmp/x", False),
        ("rm -rf /var/cache/apt/*", False),
        ("rm -rf /var/lib/apt/lists/partial", False),
        ("rm -rf /var/lib/aptitude", False),
        ("rm -rf", False),
        ("ls /var/lib/apt/lists", False),
        ("find / -name /var/lib/apt/lists", False),
    ],
)
def test_removes(command: str, expected: bool) -> None:
    script, _ = first(f"FROM x\nRUN {command}\n")
    assert removes(script.commands[-1], APT_LISTS) is expected


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ("type=cache,target=/var/lib/apt/lists", True),
        ("type=cache,target=/var/lib/apt/lists/", True),
        ("type=tmpfs,target=/var/lib/apt", True),
        ("type=cache,target=/var", True),
        ("type=cache,target=/var/cache/apt", False),
        ("type=cache,target=/var/lib/apt/list", False),
        ("type=bind,target=/var/lib/apt/lists", False),
    ],
)
def test_is_mounted(mount: str, expected: bool) -> None:
    script, _ = first(f"FROM x\nRUN --mount={mount} a\n")
    assert is_mounted(script, APT_LISTS) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a", True),
        ("FROM x\nRUN a", True),
        ("FROM x AS b\nRUN a\nFROM b", True),
        ("FROM x AS b\nRUN a\nFROM b AS c\nFROM c", True),
        ("FROM x AS b\nRUN a\nFROM x\nCOPY --from=b /x /x", False),
        ("FROM x AS b\nRUN a\nFROM scratch\nCOPY --from=b / /", True),
        ("FROM x AS b\nRUN a\nFROM b AS c\nFROM scratch\nCOPY --from=c / /", True),
        ("FROM x AS b\nRUN a\nFROM b AS c\nFROM x\nCOPY --from=c /x /x", False),
    ],
)
def test_reaches_image(text: str, expected: bool) -> None:
    script, document = first(text + "\n")
    assert reaches_image(script.stage, document) is expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("RUN a", "RUN a && z"),
        ("RUN a && b  ", "RUN a && b && z  "),
        ("RUN a && \\\n    b", "RUN a && \\\n    b && \\\n    z"),
        ("RUN a \\\n && b", "RUN a \\\n && b \\\n && z"),
        ("RUN a \\\n && b \\\n # c\n", "RUN a \\\n && b \\\n && z \\\n # c\n"),
        ("RUN a && \\\nb", "RUN a && \\\nb && z"),
        ("ONBUILD RUN a", "ONBUILD RUN a && z"),
        ("RUN a; b", None),
        ("RUN a || b", None),
        ('RUN ["a"]', None),
        ("RUN <<EOF\na\nEOF", None),
        ("RUN cat <<EOF > f\na\nEOF", None),
        ("RUN --mount=type=cache,target=/x a", None),
        ("RUN a &&", None),
    ],
)
def test_addition(run: str, expected: str | None) -> None:
    text = f"FROM x\n{run}\n"
    script, document = first(text)
    edit = addition(script, document, "z")
    assert (apply(text, (edit,)) if edit else None) == (expected and f"FROM x\n{expected}\n")


def test_addition_keeps_the_escape_of_the_file() -> None:
    text = "# escape=`\nFROM x\nRUN a && `\n  b\n"
    edit = addition(*first(text), "z")
    assert edit is not None and apply(text, (edit,)).endswith("RUN a && `\n  b && `\n  z\n")
