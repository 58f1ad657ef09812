"""What a report holds: plain values, the same for every form that it is printed in.

No text here has lone surrogates, so that all of them can be written as UTF-8; apart from that they are as found.
"""

from typing import Literal

from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.reporting.pages import Style
    from dflint.reporting.wiki import WikiResult


class Place(NamedTuple):
    """A line of a file: `path` relative to the root of the project, `line` from 1; `url` where one can look at it."""

    path: str
    line: int
    url: str = ""

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return self.path.rpartition("/")[2]


class Argument(NamedTuple):
    """One ARG that declares an ingredient: its name and the value as the builder sees it."""

    name: str
    value: str
    line: int


class Origin(NamedTuple):
    """What a stage is made from, or copies from: `text` is the reference, resolved as far as it can be.

    `of` says what it means: a `stage` of the same file, with its index in `stage`; a `sibling`, built by the file
    `path` of the project; an `image` from elsewhere; or `scratch`. `digest` is that of the reference, or empty.
    """

    text: str
    of: Literal["stage", "sibling", "image", "scratch"]
    stage: int = -1
    path: str = ""
    digest: str = ""


class Stage(NamedTuple):
    """One stage of a Dockerfile: `name` as written or empty, `line` of its FROM.

    `copies` are the distinct sources of its `COPY --from` and of its mounts. `shipped` says that the final image is
    made of it: it is the last stage, or one that this builds on or copies from, in turn. `whole` says that all of it
    is in the final image, not only what is copied from it.
    """

    name: str
    line: int
    base: Origin
    copies: tuple[Origin, ...] = ()
    shipped: bool = True
    whole: bool = True


class Build(NamedTuple):
    """One Dockerfile of a component and the image that it builds.

    `image` is the name and `reference` the whole reference of the image, both empty where the file has no name; `final`
    says that it is pushed. `base` is the image that its last stage is made from, empty when unknown. `template`
    marks a file that was not expanded, `built` is False for one that the build never looks at, and `error` says
    why it could not be read. `stages` are its stages in file order.
    """

    path: str
    image: str
    reference: str
    final: bool
    base: str
    template: bool
    built: bool
    error: str
    arguments: tuple[Argument, ...]
    stages: tuple[Stage, ...] = ()

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def label(self) -> str:
        """The image's name, or that of the file when it has none."""
        return self.image or self.name


class Row(NamedTuple):
    """One ingredient: a version and where it comes from, or the one that there is.

    `link` is a URL that one can open, or empty. `images` are the names of the component's images that it goes into,
    `places` its declarations, both in build order. An unresolved part of a text stands as `${NAME}`, and `resolved` is
    False then. `found` says how it was found: `ARG`, `FROM`, `apt-get install`, `git clone`, `requirements.txt`.
    `declared` is what the author put down as an ingredient (ARG, manifest, Ansible default); `shipped` is False for
    what no stage of the final image holds, which is needed for the build only. `pin` is the digest, commit or checksum
    that holds it fast, or empty.
    `uses` are the places where something is made of what is declared: its FROM, its clone.
    """

    name: str
    version: str
    kind: str
    source: str
    link: str
    images: tuple[str, ...]
    places: tuple[Place, ...]
    found: str = "ARG"
    declared: bool = True
    shipped: bool = True
    resolved: bool = True
    pin: str = ""
    uses: tuple[Place, ...] = ()


class Component(NamedTuple):
    """A folder of Dockerfiles: `images` in build order, `rows` by name.

    `kind` is the root that it lies under (`workload`), or empty; `group` is the folder directly under that root.
    `roles` are the ingredients that its Ansible roles declare; `rows` has them, too. `findings` is how many findings
    `check` has for its files, None where nobody has counted. `source_url` is the address of a line of a file on the
    web, with `{path}` and `{line}`, or empty.
    """

    path: str
    name: str
    kind: str
    group: str
    images: tuple[Build, ...]
    rows: tuple[Row, ...]
    roles: tuple[Argument, ...] = ()
    findings: int | None = None
    source_url: str = ""

    @property
    def title(self) -> str:
        """The path, for people."""
        return self.path if self.path != "." else "(root)"


class Counts(NamedTuple):
    """How much a report holds; `templates` are the files that were not expanded."""

    components: int
    images: int
    ingredients: int
    templates: int


def count(components: tuple[Component, ...]) -> Counts:
    """The sums over `components`; a template counts as one image."""
    builds = [build for component in components for build in component.images if build.built and not build.error]
    rows = sum(len(component.rows) for component in components)
    return Counts(len(components), len(builds), rows, sum(build.template for build in builds))


class Report(NamedTuple):
    """The ingredients of every component, by path; each method gives one form."""

    components: tuple[Component, ...]

    def markdown(self) -> str:
        """One Markdown document with a section a component."""
        return self.document("markdown")

    def document(self, format: str) -> str:
        """The same in another format: `html`, `rst`, `mediawiki`, `jira` or `asciidoc`; KeyError for one more."""
        from dflint.reporting.flavours import flavour
        from dflint.reporting.pages import document

        form = flavour(format, aligned=True)
        return form.page("Ingredients", document(self, form))

    def bom(self) -> str:
        """The bill of materials as the build script of a workload tree prints it."""
        from dflint.reporting.bom import bill

        return bill(self)

    def csv(self, delimiter: str = ",") -> str:
        """A line an ingredient, below one with the names of the columns."""
        from dflint.reporting.delimited import delimited

        return delimited(self, delimiter)

    def json(self) -> dict[str, object]:
        """All facts as plain dicts and lists, for `json.dumps`."""
        from dflint.reporting.json import plain

        return plain(self)

    def write_wiki(self, directory: str, style: "Style | None" = None) -> "WikiResult":
        """Bring the wiki in `directory` up to date; DflintError when a page stands in the way."""
        from dflint.reporting.pages import PLAIN
        from dflint.reporting.wiki import write

        return write(self, directory, style or PLAIN)
