"""The console: where specialists read redacted conversations and act on them. Imports neither Rasa nor spaCy."""
