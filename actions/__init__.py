"""Custom actions: one small file per conversation. They fetch from the store, ask a room, and name what is to be said.

No wording here: an action says response keys and values; data/responses/ speaks.
"""
