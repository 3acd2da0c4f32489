"""The talk process: the Rasa server with our channels, our tracker store and the actions in-process."""
