"""What the tree means: values, stages, images, ingredients; files, components and the project.

The data flows `values` -> `stages` and `images` -> `file` -> `component` -> `project`.
"""
