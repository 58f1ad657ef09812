"""The rules of dflint: one chapter per subject, its page beside it.

A chapter is named in `CHAPTERS`; nothing else has to know of it.
"""

CHAPTERS = (
    "syntax", "suppressions",
    "names", "entrypoint", "export", "ingredients", "order", "templates",
    "stages", "images", "labels", "values", "secrets", "files", "context", "users", "forms", "starts",
    "commands", "failures", "apt", "apk", "rpm", "zypper", "pip", "languages", "downloads", "python",
)  # fmt: skip
