"""Text to tree: directives, instructions, flags, words and heredocs, each with its span.

The data flows `lines` (physical lines to instructions) -> `fold` (one logical line each) -> `words` (its flags,
words, pairs and JSON forms) -> `nodes` (typed instructions) -> `parser` (the whole file). The tree agrees with
the image builder's own parser (moby/buildkit, frontend/dockerfile/parser); what that rejects is a `Problem`.
"""
