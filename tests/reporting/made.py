"""Made-up facts, and hostile texts to fill them with."""

from hypothesis import strategies as st

from dflint.reporting import Build, Component, Place, Report, Row
from dflint.reporting.facts import Origin, Stage

# Mostly what has a meaning somewhere in some format.
PIECES = st.sampled_from(
    ["|", "`", "``", "\\", "<", ">", "&", "*", "_", "[", "]", "(", ")", "!", "#", "~", "$", "@", " ", "  ", "\t",
     "\n", "\r\n", "\u0000", "\u202e", "\u00a0", "a", "b_c", "_d_", "1.10", "1. ", "- ", "+ ", "> ", "---", "```",
     "<br>", "<!--", "-->", "&amp;", "&#32;", "http://x.y", "www.x.y", "a@b.c", "[x](y)", "![x](y)", "[x]: y",
     ":tada:", "<b/x=y>", "\\|", "é", "字", "{", "}", "{x}", "{{x}}", "{{{", "{|", "|}", "|-", "||", "[[x]]",
     "[http://x y]", "''", "'''", "==", "=x=", "~~~~", "__TOC__", "RFC 1", "KEY-1", "<nowiki>", "{code}", "{html}",
     "{anchor:x}", "[~u]", "!x.png!", "h1. ", "bq. ", "(/)", "(x)", ":)", "??", "^", "::", "//", "////", "....",
     "====", "++", "+++", "+", "include::x[]", "link:x[y]", "<<x>>", "((x))", "pass:[x]", "footnote:[x]", "NOTE: ",
     "(C)", "->", "...", "--", "i) ", "'", "\"", "%", "a|", "2+|", ".. x::", ".. |x| image:: y", "|x|", "`x`_", "x_",
     "[1]_", ":x:`y`", "• ", "=", "=cmd", "-", "'=", "%%{init: {}}%%", "#35;", "end", "subgraph x", "click a href",
     ";", "fa:fa-car", "ﬂ°", "¶ß", "javascript:x", "<script>", "dflint:start", "<!-- dflint:end -->",
     "{anchor:dflint-end}", "// dflint:end", ".. dflint:end"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=20))
# Without what a Dockerfile cannot hold: surrogates are replaced before they get here.
NAMES = TEXTS.filter(bool)


def image(name: str, path: str = "", *stages: Stage, base: str = "ubuntu:24.04", final: bool = True) -> Build:
    """A build of the image `name` by the file `path`."""
    return Build(path or f"w/A/Dockerfile.{name}", name, f"{name}:latest", final, base, False, True, "", (), stages)


def stage(base: Origin | str, name: str = "", copies: tuple[Origin, ...] = (), shipped: bool = True) -> Stage:
    """A stage made from `base`, the reference of an image or an origin."""
    return Stage(name, 1, Origin(base, "image") if isinstance(base, str) else base, copies, shipped)


def earlier(index: int) -> Origin:
    """The stage of the same file with this index."""
    return Origin("", "stage", index)


def row(name: str = "A", version: str = "1", **more: object) -> Row:
    """A row; `more` are fields of it."""
    plain = Row(name, version, "version", "", "", ("a",), (Place("w/A/Dockerfile.a", 3),))
    return plain._replace(**more)  # type: ignore[arg-type]


def component(*rows: Row, images: tuple[Build, ...] = (), path: str = "w/A") -> Component:
    """A component below `w`; with an image `a` unless others are given."""
    built = images or (image("a", f"{path}/Dockerfile.a"),)
    return Component(path, path.rpartition("/")[2], "w", path, built, rows)


def hostile(texts: list[str]) -> Report:
    """A report whose every text is one of twelve."""
    path, name, base, digest, version, kind, source, found, pin, stage_name, sibling, url = texts
    address = f"https://x.y/{url}"
    first = stage(Origin(base, "image", digest=digest), stage_name, shipped=False)
    last = stage(earlier(0), name, (earlier(0), Origin(sibling, "sibling", path="other"), Origin(url, "image")))
    build = Build(f"{path}/{name}", name, base, True, base, False, True, "", (), (first, last))
    rows = (
        Row(name, version, kind, source, address, (name, base), (Place(f"{path}/{name}", 3, address),)),
        Row(stage_name, version, "image", source, "", (name,), (), found, False, False, False, pin),
        *(Row(f"{url}{index}", version, "OS package", source, "", (), (), found, False) for index in range(13)),
        Row(sibling, pin, "archive", source, address, (), (Place(name, 1),), found, False),
    )
    one = Component(path, name, "w", path, (build,), rows, findings=2)
    tame = row("Z", "1"), row("Z", "2")
    other = Component(f"{path}/x", url, sibling, path, (), (rows[0]._replace(version=f"{version}2"), *tame))
    return Report((one, other))
