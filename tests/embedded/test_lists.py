"""Files that list packages."""

import pytest

from dflint.embedded.lists import FORMS

HASH = "sha256:" + "a" * 64
REQUIREMENTS = f"""\
# tools
--index-url https://x.org/simple
flask==3.0.2  # web
uvicorn[standard]>=0.29
-r more/base.txt
-c limits.txt
-e git+https://github.com/o/tool.git@v1#egg=tool
-e .
./wheels/x.whl
numpy==1.26.4 \\
    --hash={HASH} \\
    --hash=sha256:{"b" * 64}
torch ; sys_platform == "linux"
"""
ENVIRONMENT = """\
name: base
channels: [conda-forge]
dependencies:
  - python=3.11   # language
  - "numpy>=1.26"
  - pip
  - pip:
      - flask==3.0.2
      - -r requirements.txt
  - conda-forge::swig
prefix: /opt/x
"""
CASES = [
    (
        "requirements",
        REQUIREMENTS,
        [
            ("flask", "3.0.2", 3), ("uvicorn", ">=0.29", 4), ("", "", 5), ("tool", "v1", 7), ("numpy", "1.26.4", 10),
            ("torch", "", 13),
        ],
    ),
    (
        "environment",
        ENVIRONMENT,
        [
            ("python", "3.11", 4), ("numpy", ">=1.26", 5), ("pip", "", 6), ("flask", "3.0.2", 8), ("", "", 9),
            ("swig", "", 10),
        ],
    ),
    ("environment", "@EXPLICIT\npython=3.11\nnumpy\n", [("python", "3.11", 2), ("numpy", "", 3)]),
    (
        "package.json",
        '{\n "dependencies": {\n  "a": "^1.2",\n  "@s/b": "o/r#v1"\n },\n "devDependencies": {"c": "1"}\n}',
        [("a", "^1.2", 3), ("@s/b", "o/r#v1", 4)],
    ),
    ("package.json", "{", []),
    ("package.json", '{"dependencies": [1]}', []),
    ("package.json", "[" * 100_000, []),
    (
        "Gemfile",
        "source 'x'\ngem 'rails', '~> 7.1'\ngem \"pg\"\ngroup :development do\n  gem 'rspec'\nend\ngem('puma')\n",
        [("rails", "~> 7.1", 2), ("pg", "", 3), ("puma", "", 7)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "expected"), CASES)
def test_items(form: str, text: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(item.named.name, item.named.version, item.line) for item in FORMS[form](text)] == expected


def test_what_an_item_says_besides() -> None:
    items = list(FORMS["requirements"](REQUIREMENTS))
    assert [item.include for item in items if item.include] == ["more/base.txt"]
    assert [item.named.pin for item in items if item.named.name == "numpy"] == [HASH]
    assert {item.kind for item in FORMS["environment"](ENVIRONMENT)} == {"conda package", "Python package"}
