"""Channels: where peers' messages come in and answers go out. The gate is the one list every message walks."""
