"""DL3064, DF075 to DF078: secrets."""

from pathlib import Path

import pytest

from dflint.settings import preset
from tests.rules.trees import found, own_code

DOCKER = preset("docker")
CODES = ("DL3064", "DF075", "DF076", "DF077", "DF078")
GITHUB = "ghp_" + "a1B2" * 9
AWS = "AKIA" + "QX2Y" * 4
PEM = "-----BEGIN RSA PRIVATE KEY-----"

# instruction -> codes
CASES = [
    ("ENV PASSWORD=abc", "DL3064"),
    ("ENV apikey=abc", "DL3064"),
    ("ENV super_secret=abc", "DL3064"),
    ("ENV GIT_KEY=abc", "DL3064"),
    ("ARG TOKEN", "DL3064"),
    ("ARG TOKEN=", "DL3064"),
    ("ENV A=1 TOKEN=b DB_AUTH=c", "DL3064 DL3064"),
    ("ENV TOKEN=${TOKEN}", "DL3064"),
    ("ENV MYSQL_ROOT_PASSWORD=123456", "DL3064"),
    ("ONBUILD ENV TOKEN=abc", "DL3064"),
    ("LABEL TOKEN=abc", ""),
    ("ENV TOKEN=", "DF078"),
    ("ENV TOKEN ''", "DF078"),
    ("ENV TOKEN=${TOKEN:-}", "DF078"),
    ("ENV USERNAME=app", "DF076"),
    ("ENV PUBLIC_KEY=abc TOKEN_FILE=abc AUTH_TYPE=basic MAX_TOKENS=5 KEYBOARD=us MONKEY=x", ""),
    ("ENV GOPRIVATE=a TOKENIZERS_PARALLELISM=b TIKTOKEN_DIR=c GPG_KEY=d SECRETS_VERSION=1", ""),
    ("ENV USE_AUTH=true TLS_KEY=/etc/tls.key CA_KEY=certs/ca.pem AUTH=https://a.b/c SECRET_AGE=3d", "DL3064"),
    ("ARG SITE_KEY\nARG GHC_RELEASE_KEY=abc\nENV STRIPE_PUBLISHABLE_KEY=abc", ""),
    (f"ENV KEY={'0A' * 20} AUTH_CACHE=300 KEY=5", ""),
    (f"RUN git clone https://{GITHUB}@github.com/a/b", "DF075"),
    (f"ENV ID={AWS}", "DF075"),
    ("ENV ID=AKIAIOSFODNN7EXAMPLE", ""),
    ("LABEL a=glpat-" + "x1Y2z" * 4, "DF075"),
    ("RUN curl -d @- https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/" + "c9D8" * 6, "DF075"),
    (f'RUN echo "{PEM}\\n{"MIIEowIBAAKCAQEA" * 2}" > /k', "DF075"),
    (f"RUN grep -q '{PEM}' /k", ""),
    ("RUN cat <<E > /k\n" + PEM + "\n" + "MIIEowIBAAKCAQEA" * 2 + "\nE", "DF075"),
    ("ADD https://me:hunter2@a.b/c /", "DF075"),
    ("ADD https://user:password@a.b/c /", ""),
    ("ADD https://me:${PASS}@a.b/c /", ""),
    ("RUN curl http://a.b:8080/@x", ""),
    ("ENV PIP_INDEX_URL=https://me:${PASS}@a.b/c", "DF077"),
    ("ARG INDEX\nENV PIP_INDEX_URL=$INDEX", "DF077"),
    ("ARG INDEX=https://a.b\nENV PIP_INDEX_URL=$INDEX", ""),
    ("ENV PIP_INDEX_URL=https://a.b/c", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_secrets(text: str, expected: str, tmp_path: Path) -> None:
    items = found(tmp_path, {"Dockerfile": f"FROM a:1\n{text}\n"}, *CODES, settings=DOCKER)
    assert " ".join(own_code(item) for item in items) == expected


def test_names_of_ones_own(tmp_path: Path) -> None:
    settings = DOCKER._replace(not_secret=("*_KEY_COLUMN", "sort_key", "USERNAME"))
    text = "FROM a:1\nENV A_KEY_COLUMN=a SORT_KEY=b USERNAME=c TOKEN=d\n"
    (item,) = found(tmp_path, {"Dockerfile": text}, *CODES, settings=settings)
    assert item.code == "DL3064" and "TOKEN" in item.message


def test_a_message_does_not_repeat_the_secret(tmp_path: Path) -> None:
    (item,) = found(tmp_path, {"Dockerfile": f"FROM a:1\nRUN x {GITHUB}\n"}, "DF075", settings=DOCKER)
    assert GITHUB not in item.message
