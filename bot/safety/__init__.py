"""Safety: notices danger and medical or legal questions in what a peer says. Plain Python; knows no channel, no Rasa, no SQL."""
