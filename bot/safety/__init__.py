"""Safety: notices danger and medical or legal questions in what a peer says. Knows no channel, no Rasa, no SQL."""
