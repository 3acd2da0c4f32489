"""Chores: what `python -m bot <verb>` does, a file a verb, each with `add_arguments(parser)` and `run(args) -> int`."""
