"""What a user can configure, as one value. `dflint.config` reads it from files; presets are starting points."""

from collections.abc import Mapping

from dflint.disk import digest, encoded
from dflint.records import NamedTuple


class Template(NamedTuple):
    """How templates are expanded.

    `definitions` are names that m4 and Jinja2 know, besides the component's name and `build_args`; `variants` are
    further sets of them, each with a `name`: a template is checked once for each. `include` are the folders of included
    files. `files` are patterns of Jinja2 templates with other endings than `.j2`, `.jinja` and `.jinja2`; `delimiters`
    their six marks (block, variable, comment); `variables` are patterns of YAML files, each a variant. `output` is
    where a template is written to, with names of the variant in braces; `generated` are patterns of all such files.
    """

    definitions: Mapping[str, str] = {}
    variants: tuple[Mapping[str, str], ...] = ()
    include: tuple[str, ...] = ("template",)
    files: tuple[str, ...] = ()
    delimiters: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    output: str = ""
    generated: tuple[str, ...] = ()
    trim_blocks: bool = False
    lstrip_blocks: bool = False


class Reporting(NamedTuple):
    """What the report counts as an ingredient.

    `only` says which it prints: `declared` ones with the base images, all that is `shipped`, or `all`. With
    `image_arguments` those ARGs count as declared that the tag of an image is made of, with `env_versions` those ENVs
    that hold a version. `manifest` are tables that name values of YAML files: `files` is a pattern of paths, `path` the
    keys that lead to the values, `name`, `kind` and `source` what they are.
    """

    only: str = "declared"
    image_arguments: bool = False
    env_versions: bool = False
    manifest: tuple[Mapping[str, str], ...] = ()


SHIPPED = Reporting(only="shipped", image_arguments=True)
MANIFEST = Reporting(
    manifest=(
        {"files": "manifest.y*ml", "path": "cuda.*.*", "name": "{3} (CUDA {2})"},
        {"files": "manifest.y*ml", "path": "cuda_dependencies.*.*", "name": "{3} (CUDA {2})"},
        {"files": "manifest.y*ml", "path": "**.base_image", "kind": "image"},
    )
)
LAVA = Template(
    files=("lava-payloads/*.docker/Dockerfile", "etc/Dockerfile"),
    delimiters=("<%", "%>", "<{", "}>", "<#", "#>"),
    variables=("config/*.yaml",),
    include=(),
)
GENERATED = Template(
    include=("templates",), generated=("generated/**/Dockerfile",), trim_blocks=True, lstrip_blocks=True
)
WORKLOAD = Template(
    definitions={"PLATFORM": "SPR", "IMAGEARCH": "linux/amd64", "BACKEND": "docker"},
    trim_blocks=True,
)


class Settings(NamedTuple):
    """All options with their defaults; the keys of a configuration file are these with `-` for `_`.

    `select` and `ignore` hold codes, prefixes of codes or names. `roots` are the folders whose folders are
    components. `build_args` are what the build passes as `--build-arg`: names with values. `context` is the build
    context, relative to the folder of the configuration; empty for the folder of each Dockerfile. `label_schema` has
    the labels that an image must have, each with the kind of its value; `not_secret` are names, with `*` and `?`, that
    look like those of secrets and are none. Without `inline_ignores` no comment hides anything; without `shellcheck`
    that program is not run. `fixable` and `unfixable` select rules whose fixes are made; `unsafe_fixes` says that the
    unsafe ones are, too. `baseline` is the file with known findings, relative to the folder of the configuration.
    """

    preset: str = "workload"
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    fail_on: str = "warning"
    fixable: tuple[str, ...] = ("ALL",)
    unfixable: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    baseline: str = ""
    exclude: tuple[str, ...] = ()
    conventions: bool = True
    roots: tuple[str, ...] = ("workload", "stack")
    fifo: str = "/export-logs"
    platforms: tuple[str, ...] = ()
    build_args: Mapping[str, str] = {"RELEASE": ":latest", "IMAGESUFFIX": "", "REGISTRY": ""}
    upper_case_names: bool = True
    context: str = ""
    trusted_registries: tuple[str, ...] = ()
    label_schema: Mapping[str, str] = {}
    strict_labels: bool = False
    not_secret: tuple[str, ...] = ()
    inline_ignores: bool = True
    shellcheck: bool = True
    template: Template = WORKLOAD
    source_url: str = ""
    report: Reporting = Reporting()


_digests: dict[int, tuple[Settings, str]] = {}


def settings_digest(settings: Settings) -> str:
    """A text that stands for all of `settings` that findings depend on."""
    known = _digests.get(id(settings))
    if known is None or known[0] is not settings:
        same = settings._replace(fail_on="", exclude=(), baseline="", report=Reporting())
        known = _digests[id(settings)] = settings, digest(encoded(repr(same)))
    return known[1]


# What each preset changes of the defaults above.
PRESETS: dict[str, dict[str, object]] = {
    "workload": {},
    "datascience": {
        "conventions": False,
        "build_args": {},
        "upper_case_names": False,
        "template": Template(),
        "extend_select": ("DL3013", "DF033", "DF064"),
        "report": SHIPPED,
    },
    "pipelines": {
        "conventions": False,
        "build_args": {},
        "upper_case_names": False,
        "template": Template(),
        "context": ".",
        "extend_select": ("DF064",),
        "report": SHIPPED._replace(env_versions=True),
    },
    "lava": {
        "conventions": False,
        "build_args": {},
        "upper_case_names": False,
        "template": LAVA,
        "report": Reporting(only="shipped"),
    },
    "generated": {
        "conventions": False,
        "build_args": {},
        "upper_case_names": False,
        "template": GENERATED,
        "report": MANIFEST,
    },
    "hadolint": {
        "conventions": False,
        "build_args": {},
        "upper_case_names": False,
        "template": Template(),
        "select": ("E", "DL", "SC"),
        "fail_on": "info",
    },
    "docker": {"conventions": False, "build_args": {}, "upper_case_names": False, "template": Template()},
}

# Rules that are off in a preset unless they are selected: in a workload tree CMD is in shell form by convention, and
# hadolint has two off unless they are named.
QUIET: dict[str, tuple[str, ...]] = {"workload": ("DL3025",), "hadolint": ("DL1001", "DL3057")}


def preset(name: str) -> Settings:
    """The settings of the preset `name`; KeyError when there is none."""
    return Settings()._replace(preset=name, **PRESETS[name])  # type: ignore[arg-type]
