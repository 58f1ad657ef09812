"""What earlier runs found, kept in a folder beside the project.

Nothing here decides what a result depends on: callers give keys and questions, this keeps values and gives them back
unchanged or not at all. Whatever is wrong with the folder costs time and one line, never a result.
"""
