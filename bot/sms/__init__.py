"""SMS: text messages as carriers know them. Alphabet and segments, choices by number, words with power, carriers,
reminders.
"""
