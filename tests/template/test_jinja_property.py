"""Properties that hold for any template: the text is Jinja2's own, and what counts as a copy is one."""

import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.template.jinja import DELIMITERS, JinjaJob, expand_jinja
from dflint.text import Source

VALUES = {"a": "va", "b": "", "xs": ["1", "2"], "d": {"k": " v "}, "n": 7}
EXPRESSIONS = [
    *(
        "a",
        "b",
        "d.k",
        "d['k']",
        "n + 1",
        "a ~ n",
        "a | upper",
        "d.k | trim",
        "xs | join(', ')",
        "'q' if n else 'r'",
        "s",
    ),
    *(
        "s | trim",
        "s | length",
        "m(a)",
        "m('') | replace('m', 'k')",
        "loop.index",
        "{'a': 1}['a']",
        "'}}'",
        "xs[0]",
        "s == 'x'",
    ),
]
BLOCKS = [
    *(
        "if n",
        "if not n",
        "for x in xs",
        "for x in xs if x == '1'",
        "set s",
        "filter upper",
        "with a = n",
        "macro m(q)",
    ),
    *("call m(b)", "raw", "set s | trim"),
]
literal = st.text(st.sampled_from("ab \n\t\r{}%#\\é\U0001f600'"), max_size=8).filter(
    lambda text: not any(sign in text for sign in ("{{", "{%", "{#")) and not text.endswith("{")
)
signs = st.sampled_from(["", "", "", "-", "+"])
ends = st.sampled_from(["", "", "", "-"])


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks with something in them."""

    def block(name: str, body: str, left: str, right: str, end: str) -> str:
        close = "end" + name.partition(" ")[0]
        return f"{{%{left} {name} {right}%}}{body}{{%{end} {close} {right}%}}"

    sometimes = st.builds(block, st.sampled_from(BLOCKS), inner, signs, ends, signs)
    return st.lists(st.one_of(inner, sometimes), max_size=4).map("".join)


expression = st.builds(lambda e, l, r: f"{{{{{l} {e} {r}}}}}", st.sampled_from(EXPRESSIONS), signs, ends)  # noqa: E741
comment = st.builds(lambda text, l, r: f"{{#{l}{text}{r}#}}", st.sampled_from([" c ", "\n"]), signs, ends)  # noqa: E741
templates = st.recursive(st.one_of(literal, expression, comment), around, max_leaves=12)
jobs = st.builds(
    JinjaJob,
    templates.map(lambda text: Source(text, "t")),
    st.just("/nowhere"),
    st.just(()),
    st.just(VALUES),
    st.just(DELIMITERS),
    variant=st.just(""),
    trim_blocks=st.booleans(),
    lstrip_blocks=st.booleans(),
    keep_trailing_newline=st.booleans(),
)


def plain(job: JinjaJob) -> str | None:
    """What Jinja2 makes of a job; None when it cannot."""
    environment = jinja2.Environment(
        undefined=jinja2.ChainableUndefined,
        trim_blocks=job.trim_blocks,
        lstrip_blocks=job.lstrip_blocks,
        keep_trailing_newline=job.keep_trailing_newline,
    )
    try:
        return environment.from_string(job.template.text).render(job.variables)
    except (jinja2.TemplateError, TypeError, RecursionError):  # a macro may call itself
        return None


@settings(max_examples=60, deadline=None)
@given(st.lists(jobs, min_size=1, max_size=20))
def test_same_text_as_jinja2_and_true_origins(some: list[JinjaJob]) -> None:
    for job, expansion in zip(some, expand_jinja(some), strict=True):
        expected = plain(job)
        assert expected is None or (expansion.error, expansion.rope.text) == (None, expected), job
        for at, character in enumerate(expansion.rope.text):
            origin = expansion.rope.origin(at)
            assert 0 <= origin.start <= origin.end <= len(job.template.text)
            assert not origin.literal or job.template.text[origin.start] == character, job
