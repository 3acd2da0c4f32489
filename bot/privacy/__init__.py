"""Privacy: closing (sealing) what peers say, and opening it again."""
