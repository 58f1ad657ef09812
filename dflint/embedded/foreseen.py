"""What ShellCheck is sure to say of a text: nothing, that variables lack quotes (SC2086), or a few things more.

Most texts are so simple that it can be told without ShellCheck: commands in a row, of whose words it knows nothing. In
doubt a text is not foreseen. The tests compare with ShellCheck itself.
"""

from functools import lru_cache

from dflint.embedded.comments import Comments
from dflint.embedded.masks import masked
from dflint.embedded.plain import patterns
from dflint.embedded.scan import Scan


@lru_cache(maxsize=1_000)
def foreseen(text: str) -> Comments | None:
    """The comments of ShellCheck on `text`, as far as dflint uses them; None where it has to be asked.

    `text` begins with the line that names its shell.
    """
    known = patterns()
    head = known.head.match(text)
    if head is None:
        return None
    scan = Scan(masked(text, head[1]), head.end(), head[1])
    return scan.comments(head.end(), len(text)) if scan.all() and scan.writes_once else None
