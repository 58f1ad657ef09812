"""What is set where an instruction stands, and what the base image can have set besides."""

import re
from functools import cache

from dflint.model.stages import Stage
from dflint.syntax.nodes import Arg, Instruction
from dflint.syntax.references import Reference

# Images whose environment is nothing but PATH.
PLAIN = ("scratch", "alpine", "busybox", "debian", "ubuntu", "centos", "rockylinux", "almalinux", "amazonlinux")
# What well-known images set.
ENVIRONMENTS = {
    "python": "LANG GPG_KEY PYTHON_VERSION PYTHON_SHA256 PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION",
    "node": "NODE_VERSION YARN_VERSION",
    "golang": "GOLANG_VERSION GOPATH GOTOOLCHAIN",
    "rust": "RUSTUP_HOME CARGO_HOME RUST_VERSION",
    "ruby": "LANG RUBY_VERSION RUBY_DOWNLOAD_URL RUBY_DOWNLOAD_SHA256 GEM_HOME BUNDLE_SILENCE_ROOT_WARNING"
    " BUNDLE_APP_CONFIG",
    "php": "PHPIZE_DEPS PHP_INI_DIR PHP_CFLAGS PHP_CPPFLAGS PHP_LDFLAGS GPG_KEYS PHP_VERSION PHP_URL PHP_ASC_URL"
    " PHP_SHA256 APACHE_CONFDIR APACHE_ENVVARS",
    "openjdk": "JAVA_HOME LANG JAVA_VERSION",
    "eclipse-temurin": "JAVA_HOME LANG LANGUAGE LC_ALL JAVA_VERSION",
    "maven": "JAVA_HOME LANG LANGUAGE LC_ALL JAVA_VERSION MAVEN_HOME MAVEN_CONFIG MAVEN_VERSION",
    "gradle": "JAVA_HOME LANG LANGUAGE LC_ALL JAVA_VERSION GRADLE_HOME GRADLE_VERSION",
    "tomcat": "JAVA_HOME LANG LANGUAGE LC_ALL JAVA_VERSION CATALINA_HOME TOMCAT_NATIVE_LIBDIR LD_LIBRARY_PATH GPG_KEYS"
    " TOMCAT_MAJOR TOMCAT_VERSION TOMCAT_SHA512",
    "nginx": "NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE ACME_VERSION",
    "httpd": "HTTPD_PREFIX HTTPD_VERSION HTTPD_SHA256 HTTPD_PATCHES",
    "postgres": "GOSU_VERSION LANG PG_MAJOR PG_VERSION PGDATA PG_SHA256 DOCKER_PG_LLVM_DEPS",
    "mysql": "GOSU_VERSION MYSQL_MAJOR MYSQL_VERSION MYSQL_SHELL_VERSION",
    "redis": "GOSU_VERSION REDIS_VERSION REDIS_DOWNLOAD_URL REDIS_DOWNLOAD_SHA",
}
# The builder sets it in every image.
ALWAYS = ("PATH",)
# Names that the builder takes for orders to itself.
UNCHECKED = ("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE")
PLATFORM = tuple(side + part for side in ("TARGET", "BUILD") for part in ("PLATFORM", "OS", "ARCH", "VARIANT"))


@cache
def _plain() -> "re.Pattern[str]":
    """An official image without an environment of its own; its tag may be a reference, its name not."""
    names = "|".join(PLAIN)
    return re.compile(rf"(?:docker\.io/)?(?:library/)?(?:{names})(?:[:@].*)?")


def base_is_plain(stage: Stage) -> bool:
    """True when all that is set at the start of the stage, those it builds on included, stands in the file."""
    image = stage.line_of_descent[-1].node.image
    return image is not None and _plain().fullmatch(image.text) is not None


def base_sets(name: str, stage: Stage) -> bool:
    """True when the base is a well-known image that sets `name`."""
    image = stage.line_of_descent[-1].node.image
    parts = re.split(r"[:@]", image.text.rpartition("/")[2])[0] if image is not None else ""
    return name in ENVIRONMENTS.get(parts, "").split()


def is_set(reference: Reference, node: Instruction, stage: Stage) -> bool:
    """True when the file, or the builder, sets the name of `reference` at `node`, or an ARG declares it."""
    name = reference.name
    if name in ALWAYS or name in UNCHECKED or name in stage.scope_at(node):
        return True
    pairs = node.pairs if isinstance(node, Arg) else ()
    return any(pair.name.text == name and pair.span.end <= reference.span.start for pair in pairs)


def meant(name: str, known: list[str]) -> str | None:
    """The one of `known` that `name` is a slip of: one letter too many or too few, or two swapped."""
    if len(name) < 5 or name.lower().endswith("_proxy"):
        return None
    return next((other for other in known if other.isidentifier() and _slipped(name, other)), None)


def _slipped(first: str, second: str) -> bool:
    if len(first) == len(second):
        differing = [at for at, (one, two) in enumerate(zip(first, second, strict=True)) if one != two]
        swapped = len(differing) == 2 and differing[1] == differing[0] + 1
        return swapped and first[differing[0]] == second[differing[1]] and first[differing[1]] == second[differing[0]]
    short, long = sorted((first, second), key=len)
    left = [at for at in range(len(long)) if long[:at] + long[at + 1 :] == short]
    return any(not long[at].isdecimal() for at in left[:1])


@cache
def _builders() -> "re.Pattern[str]":
    return re.compile(
        r"BUILDKIT_\w*|SOURCE_DATE_EPOCH|DOCKER_\w*|(https?|ftp|no|all|socks)_proxy|(BUILD|TARGET)\w*", re.IGNORECASE
    )


@cache
def _metadata() -> "re.Pattern[str]":
    parts = "REF|SHA|SHA1|HASH|COMMIT|REV|REVISION|BRANCH|TAG|DATE|TIME|TIMESTAMP|URL"
    names = rf"(VCS|GIT|COMMIT|BUILD|SOURCE|REPO)_?({parts})(_SHORT)?|(SHORT_)?SHA|COMMIT|REVISION|BUILD_(NUMBER|ID)"
    return re.compile(names, re.IGNORECASE)


def is_for_builder(name: str) -> bool:
    """True for an ARG that means something to the builder, or to programs that it starts, though no line names it."""
    return _builders().fullmatch(name) is not None


def is_metadata(name: str) -> bool:
    """True for an ARG that tells where an image comes from, such as `GIT_COMMIT`."""
    return _metadata().fullmatch(name) is not None
