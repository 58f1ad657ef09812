"""Commands that have no place in a build."""

from pathlib import Path

import pytest

from dflint.settings import preset
from dflint.text import apply
from tests.rules.trees import found, said

DOCKER = preset("docker")

CASES = [
    ("USER a\nRUN sudo b && sudo c", ["3 DL3004 'sudo'"]),
    ("USER 0:0\nRUN sudo b && sudo c", ["3 DL3004 'sudo'", "3 DL3004 'sudo'"]),
    ("RUN sudo -u a b", ["2 DF058 'sudo'"]),
    ("RUN sudo a -u b", ["2 DL3004 'sudo'"]),
    ("RUN /usr/bin/sudo a", ["2 DL3004 '/usr/bin/sudo'"]),
    ("RUN echo sudo", []),
    ("RUN useradd --uid=100000 a", ["2 DL3046 'useradd'"]),
    ("RUN useradd -u 99999 a", []),
    ("RUN useradd -ml --uid 100000 a", []),
    ("RUN ln -s /busybox/sh /bin/sh", []),
    ("RUN ln -sf bash /bin/sh", ["2 DL4005 '/bin/sh'"]),
    ("RUN a && RUN b", ["2 DF050 'RUN'"]),
    ("RUN a \\\nCOPY b c", ["3 DF050 'COPY'"]),
    ("RUN a && \\\nENV b=c", ["3 DF050 'ENV'"]),
    ("RUN a \\\n\n# b\nRUN c", ["5 DF050 'RUN'"]),
    ("RUN a && \\\n# b\n\nENV b=c", ["5 DF050 'ENV'"]),
    ("RUN a \\\n  COPY", []),
    ("RUN echo 'a \\\nRUN b'", []),
    ("RUN cat <<E > Dockerfile\nFROM x\nRUN y\nE", []),
    ("RUN <<E\ncat > Dockerfile <<F\nFROM x\nRUN y\nF\nE", []),
    ("RUN ls : \\\n  make", ["2 DF051 ':'"]),
    ("RUN : \\\n && make", []),
    ("RUN : \\\n make", ["2 DF051 ':'"]),
    ("RUN cut -d : \\\n x", []),
    ("RUN ls : make", []),
    ("RUN chmod 0777 /x", ["2 DF052 '0777'"]),
    ("RUN chmod -R o+w /x", ["2 DF052 'o+w'"]),
    ("RUN chmod u+w,g+w /x", []),
    ("RUN mkdir -m 777 /x", ["2 DF052 '777'"]),
    ("RUN chmod 1777 /x && chmod 777 /tmp", []),
    ("RUN (cd x && y) && z", []),
    ("RUN cd $(x) && y", []),
    ("ONBUILD RUN cd x", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_commands(text: str, expected: list[str], tmp_path: Path) -> None:
    codes = ("DL3003", "DL3004", "DF058", "DL3046", "DL4005", "DF050", "DF051", "DF052")
    items = said(tmp_path, {"Dockerfile": f"FROM debian\n{text}\n"}, *codes, settings=DOCKER)
    assert items == [f"Dockerfile:{place}" for place in expected]


PIPEFAIL = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'
FIXES = [
    ("DL3004", "RUN sudo -E a", "RUN a"),
    ("DL3004", "RUN sudo -i a", None),
    ("DL3004", "RUN sudo X=1 a", None),
    ("DL3004", 'RUN ["sudo", "a"]', None),
    ("DL4005", "RUN rm /bin/sh && ln -s bash /bin/sh", 'SHELL ["/bin/bash", "-c"]'),
    ("DL4005", "RUN ln -s bash /bin/sh && a", None),
    ("DL4005", "ONBUILD RUN ln -s bash /bin/sh", None),
    ("DL3059", "RUN a\n\n# b\nRUN c", "RUN a && \\\n# b\n    c"),
    ("DL3059", "RUN --network=none a\nRUN --network=none c", "RUN --network=none a && \\\n    c"),
    ("DL3059", "RUN x=1\nRUN c", None),
    ("DL3059", "RUN cd a\nRUN c", None),
    ("DL3059", "RUN a &\nRUN c", None),
    ("DL3059", "RUN a\n# hadolint ignore=DL3008\nRUN c", None),
    ("DF050", "RUN a && \\\n  RUN b c && \\\n  d", "RUN a\nRUN b c && \\\n  d"),
    ("DF050", "RUN a \\ \n\n # b\n\tENV c=d", "RUN a\n\n # b\nENV c=d"),
    ("DF053", "RUN make; rm x;cd y; z;", "RUN make && rm x && cd y && z;"),
    ("DF053", "RUN make; a || b", None),
    ("DL3059", 'RUN ["a"]\nRUN c', None),
    ("DL4006", "RUN curl a | b\nRUN curl c | d", f"{PIPEFAIL}\nRUN curl a | b\nRUN curl c | d"),
    ("DL4006", 'SHELL ["sh", "-c"]\nRUN curl a | b', None),
    ("DL4006", 'RUN ["sh", "-c", "curl a | b"]', None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "fixed"), FIXES)
def test_fixes(code: str, text: str, fixed: str | None, tmp_path: Path) -> None:
    whole = f"FROM debian\n{text}\n"
    items = found(tmp_path, {"Dockerfile": whole}, code, settings=DOCKER)
    edits = tuple(edit for item in items if item.fix for edit in item.fix.edits)
    assert items
    assert (apply(whole, edits) if edits else None) == (f"FROM debian\n{fixed}\n" if fixed else None)
