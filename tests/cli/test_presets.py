"""The help of --preset names all presets."""

from dflint.cli.check import parser
from dflint.settings import PRESETS


def test_help_names_all_presets() -> None:
    text = " ".join(parser().format_help().split())
    assert [
        name for name in PRESETS if name not in text.partition("start from these settings:")[2].partition("--")[0]
    ] == []
