"""Templates of Dockerfiles: expanded without running anything, each character of the result with its origin.

`rope` carries the origins; `m4` is an interpreter of m4, `jinja` renders Jinja2 in a child process; `expansion` is the
result of either, with the way back into the template.
"""
