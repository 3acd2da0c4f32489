"""How people say ordinary things: days and times, who they must speak to, a number, a phone, an address of e-mail.

A plain room: words in, values out. It knows nothing of Rasa, spaCy, SQL, the web or the conversation it is used in, and
never asks the clock: `now` is handed in. Word lists are data (`data/language/`), so that a non-programmer can add one.
"""
