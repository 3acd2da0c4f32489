"""Coaching: what each conversation asks, hears and makes. Plain Python; knows no Rasa, no channel, no SQL, no wording."""
