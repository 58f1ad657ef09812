"""What stops dflint from doing its work, as one line for the user."""


class DflintError(Exception):
    """Something that the user has to mend before dflint can go on; the text is one line that says what and how."""


class ConfigError(DflintError):
    """A configuration file, or an option that overrides it, says something that dflint does not know."""


class CacheError(DflintError):
    """The folder of the cache is something else, or cannot be used."""


class MissingPathError(DflintError, FileNotFoundError):
    """A path that the user named is not there."""

    def __str__(self) -> str:
        return str(self.args[0])
