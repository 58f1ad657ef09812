"""What counts as a blank to the builder, which is written in Go: neither Python's `str.isspace` nor its `\\s`."""

import re
from functools import cache

# unicode.IsSpace of Go
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# The class `[\t\v\f\r ]+` that separates a keyword from its arguments, and plain arguments from each other.
BLANKS = "\t\v\f\r "
# Blanks where the builder reads byte by byte: those of ASCII, and two that are not UTF-8.
BYTE_BLANKS = "\t\n\v\f\r \udc85\udca0"


@cache
def blank_run() -> "re.Pattern[str]":
    """Pattern of one run of `BLANKS`."""
    return re.compile(r"[\t\v\f\r ]+")
