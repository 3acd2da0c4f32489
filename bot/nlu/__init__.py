"""Rasa graph components of ours: the sentence encoder, intents, entities, context and the safety screen."""
