"""Content: the texts peers read, loaded from data/responses/ and checked by machine."""
