"""Coaching: what each conversation asks, hears and makes. Plain Python; knows no Rasa, channel, SQL or wording."""
