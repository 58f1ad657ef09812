"""What addresses say of a download."""

import pytest

from dflint.embedded.urls import is_archive, is_key, is_signature, read_url

SHA = "0123456789abcdef0123456789abcdef01234567"
HUB = "https://github.com/o/tool"
URLS = [
    ("https://x.org/fio-3.28.tar.gz", "fio", "3.28"),
    ("https://x.org/go1.23.4.linux-amd64.tar.gz", "go", "1.23.4"),
    ("https://x.org/tool_1.2.0_linux_amd64.tar.gz", "tool", "1.2.0"),
    ("https://x.org/openssl-1.1.1k.tar.gz", "openssl", "1.1.1k"),
    ("https://x.org/v18.12.1/node-v18.12.1-linux-x64.tar.xz", "node", "18.12.1"),
    ("https://x.org/jdk-8u201-linux-x64.tar.gz", "jdk", "8u201"),
    ("https://x.org/release/1.81.0/source/boost_1_81_0.tar.bz2", "boost", "1.81.0"),
    ("https://x.org/kernel/v5.x/linux-5.4.tar.xz", "linux", "5.4"),
    ("https://x.org/2022/sqlite-autoconf-3400100.tar.gz", "sqlite-autoconf", "3400100"),
    ("https://x.org/4.0.1/spark_2.13-4.0.1.jar", "spark_2.13", "4.0.1"),
    ("https://x.org/proj/v1.2.3.tar.gz", "proj", "1.2.3"),
    ("https://x.org/release/v1.30.1/bin/linux/amd64/kubectl", "kubectl", "1.30.1"),
    ("https://x.org/npm/data@1.0.4/Data-City.mmdb.gz", "Data-City", "1.0.4"),
    ("https://x.org/config/ubuntu/20.04/keyring.deb", "keyring", ""),
    ("https://x.org/ubuntu2204/x86_64/keyring_1.1-1_all.deb", "keyring", "1.1"),
    ("https://x.org/Conda3-latest-Linux-x86_64.sh", "Conda3", ""),
    ("https://x.org/SST-2.zip", "SST-2", ""),
    ("https://x.org/tool-v2.zip", "tool", "2"),
    ("https://x.org/pool/release-9.noarch.rpm", "release", "9"),
    ("https://x.org/boost_${BOOST}.tar.bz2", "boost", "${BOOST}"),
    ("https://x.org/11/openjdk-28-ea+11_linux-x64_bin.tar.gz", "openjdk", "28-ea+11"),
    ("https://x.org/model_v2_300.bin", "model_v2_300", ""),
    ("https://x.org/fix-2025-8194.py", "fix-2025-8194", ""),
    ("https://x.org/solr/9.9.0/solr-9.9.0.tgz?action=download", "solr", "9.9.0"),
    ("https://deb.x.org/setup_20.x", "deb.x.org", "20.x"),
    ("https://sh.x.org", "sh.x.org", ""),
    ("https://get.x.org/install.sh", "get.x.org", ""),
    ("https://x.org/r-${R_VERSION}.tar.gz", "r", "${R_VERSION}"),
    ("https://x.org/crate/${PLATFORM}/crate-6.4.1.tar.gz", "crate", "6.4.1"),
    ("https://x.org/tool-$(uname -s | tr A-Z a-z)/tool-2.1-$(uname -m).zip", "tool", "2.1"),
    ("https://x.org/cli-exe-`uname -m`.zip", "cli-exe", ""),
    ("${LOCATION}", "${LOCATION}", ""),
    (f"{HUB}/releases/download/v0.11.0/step_0.11.0_linux.tar.gz", "tool", "0.11.0"),
    (f"{HUB}/releases/download/jdk-11.0.2%2B9/x.tar.gz", "tool", "11.0.2+9"),
    (f"{HUB}/releases/download/tool@0.15.0/x", "tool", "0.15.0"),
    (f"{HUB}/releases/download/stable/tool-1.5.zip", "tool", "1.5"),
    (f"{HUB}/releases/latest/download/tool_linux", "tool", ""),
    (f"{HUB}/archive/refs/tags/v1.2.3.tar.gz", "tool", "1.2.3"),
    (f"{HUB}/archive/${{TOOL_TAG}}.tar.gz", "tool", "${TOOL_TAG}"),
    (f"{HUB}/raw/main/scripts/run.py", "run", "main"),
    ("https://gitlab.com/o/tool/-/archive/v1.2/tool-v1.2.tar.gz", "tool", "1.2"),
    ("https://raw.githubusercontent.com/o/tool/v0.39.1/install.sh", "tool", "0.39.1"),
    ("https://raw.githubusercontent.com/o/tool/refs/heads/main/x.txt", "x", "main"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "name", "version"), URLS)
def test_names_and_versions(url: str, name: str, version: str) -> None:
    assert read_url(url)[:2] == (name, version)


def test_commits_hold_fast() -> None:
    assert read_url(f"{HUB}/archive/{SHA}.zip") == ("tool", SHA, SHA)
    assert read_url(f"https://raw.githubusercontent.com/o/tool/{SHA}/a/b.txt") == ("b", SHA, SHA)


@pytest.mark.parametrize(
    ("url", "archive", "key", "signature"),
    [
        ("https://x.org/a.tar.gz", True, False, False),
        ("https://x.org/archive/1.2/tool", False, False, False),
        (f"{HUB}/archive/main", True, False, False),
        ("https://x.org/a.tar.gz.asc", False, True, True),
        ("https://x.org/a.tar.gz.sha256", False, False, True),
        ("https://x.org/SHASUMS256.txt", False, False, True),
        ("https://x.org/checksums.txt", False, False, True),
        ("https://x.org/linux/debian/gpg", False, True, False),
        ("https://x.org/keys/RPM-GPG-KEY-tool", False, True, False),
        ("https://x.org/archive.key", False, True, False),
        ("https://x.org/keyboard", False, False, False),
    ],
)
def test_kinds(url: str, archive: bool, key: bool, signature: bool) -> None:
    assert (is_archive(url), is_key(url), is_signature(url)) == (archive, key, signature)
