"""Chores: what `python -m bot <verb>` does, one file per verb, each with `add_arguments(parser)` and `run(args) -> int`."""
