"""Evaluation: scores and pictures from answers already given. Knows no model, no Rasa, no files of ours."""
