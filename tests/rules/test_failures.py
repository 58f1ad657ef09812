"""Failures that go unnoticed: which pipes and lists count, and which shells notice."""

from pathlib import Path

import pytest

from dflint.settings import preset
from tests.rules.trees import said

DOCKER = preset("docker")
GET = "curl x | sh"

NOTICED = [
    f"RUN set -o pipefail && {GET}",
    f"RUN set -ex -o pipefail; {GET}",
    f"RUN set -euxo pipefail; {GET}",
    f'SHELL ["/usr/bin/env", "bash", "-o", "pipefail", "-c"]\nRUN {GET}',
    f'SHELL ["/usr/local/bin/bash", "-eo", "pipefail", "-c"]\nRUN {GET}',
    f"RUN <<E bash -o pipefail\n{GET}\nE",
    f"RUN bash -o pipefail <<E\n{GET}\nE",
    f"RUN <<E\n#!/bin/bash -eo pipefail\n{GET}\nE",
    f"RUN <<E\n#!/usr/bin/env -S bash -o pipefail\n{GET}\nE",
    f'RUN ["bash", "-o", "pipefail", "-c", "{GET}"]',
    f'RUN ["bash", "-c", "set -o pipefail; {GET}"]',
    'RUN ["curl", "|", "sh"]',
    f'SHELL ["powershell", "-Command"]\nRUN {GET}',
    f"RUN cat <<E > /x\n{GET}\nE",
    f"RUN <<E cat > /x\n{GET}\nE",
    f"ONBUILD RUN {GET}",
    "RUN case $x in curl|b) c;; esac",
]
STRONG = [
    f"RUN {GET}", f"RUN set -e; {GET}", f"RUN {GET}; set -o pipefail", f"RUN set -o pipefail; set +o pipefail; {GET}",
    f"RUN <<E\n{GET}\nE", f"RUN bash <<E\n{GET}\nE", f"RUN <<E\n#!/bin/bash\n{GET}\nE", f'RUN ["sh", "-c", "{GET}"]',
    f'SHELL ["bash", "-c"]\nRUN {GET}', f"RUN echo a | b && {GET}", f"RUN x=$({GET})", f"RUN sudo {GET}",
]  # fmt: skip
WEAK = [
    "RUN a | b", "RUN echo x | tee y", "RUN yes | apt-get install x", "RUN if curl x | b; then c; fi",
    f"RUN {GET} || true", "RUN curl x | grep -q y", "RUN ! curl x | b", "RUN find | xargs rm",
    "RUN curl --version | head",    f'SHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN {GET}',
]  # fmt: skip
CASES = (
    [(text, []) for text in NOTICED] + [(text, ["DL4006"]) for text in STRONG] + [(text, ["DF056"]) for text in WEAK]
)


@pytest.mark.parametrize(("text", "codes"), CASES)
def test_pipes(text: str, codes: list[str], tmp_path: Path) -> None:
    found = said(tmp_path, {"Dockerfile": f"FROM debian\n{text}\n"}, "DL4006", "DF056", settings=DOCKER)
    assert [place.split()[1] for place in found] == codes


@pytest.mark.parametrize("image", ["$BASE", "localhost/x", "local-image/x"])
def test_an_image_whose_shell_is_not_known(image: str, tmp_path: Path) -> None:
    text = f"ARG BASE\nFROM {image}\nRUN {GET}\nRUN make; b\nRUN <<E\na\nb\nE\n"
    found = said(tmp_path, {"Dockerfile": text}, "DL4006", "DF053", "DF054", settings=DOCKER)
    assert found == []


LISTS = [
    ("RUN make; rm x", ["2 DF053 ';'"]),
    ("RUN a && make; rm x", ["2 DF053 ';'"]),
    ("RUN make > x 2>&1; rm x", ["2 DF053 ';'"]),
    ("RUN make; make install; rm x", ["2 DF053 ';'", "2 DF053 ';'"]),
    ("RUN make || true; rm x", []),
    ("RUN make;", []),
    ("RUN make; echo x", []),
    ("RUN rm x; make", []),
    ("RUN if make; then a; fi", []),
    ("RUN for x in y; do make; done", []),
    ("RUN make; if [ $? = 0 ]; then a; fi", []),
    ("RUN set -e; make; rm x", []),
    ("RUN set -o errexit; make; rm x", []),
    ("RUN dpkg -i x; apt-get install -f", []),
    ('SHELL ["bash", "-ec"]\nRUN make; rm x', []),
    ("RUN find . -exec make {} \\; && rm x", []),
    ("RUN <<E\nmake\nrm x\nE", ["2 DF054 '<<E'"]),
    ("RUN <<E\nmake # x\nrm x\nE", ["2 DF054 '<<E'"]),
    ("RUN <<E\nmake &&\\\nrm x\nE", []),
    ("RUN <<E\nmake\nE", []),
    ("RUN <<E\necho a\nmake\nE", []),
    ("RUN <<E\nmake || exit 1\nrm x\nE", []),
    ("RUN <<E\nset -e\nmake\nrm x\nE", []),
    ("RUN bash -e <<E\nmake\nrm x\nE", []),
    ("RUN <<E bash -e\nmake\nrm x\nE", []),
    ("RUN <<E\n#!/bin/bash -e\nmake\nrm x\nE", []),
    ("RUN <<E\n#!/usr/bin/env python3\nmake\nrm\nE", []),
    ("RUN <<E python3\nmake\nrm\nE", []),
    ('SHELL ["bash", "-euo", "pipefail", "-c"]\nRUN <<E\nmake\nrm x\nE', []),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists(text: str, expected: list[str], tmp_path: Path) -> None:
    found = said(tmp_path, {"Dockerfile": f"FROM debian\n{text}\n"}, "DF053", "DF054", settings=DOCKER)
    assert found == [f"Dockerfile:{place}" for place in expected]
