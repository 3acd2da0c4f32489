"""The resource directory: reads and writes listings, understands a request, ranks and explains what was found.

Knows no SQL, no web, no Rasa and keeps no place anybody named. Rows come from the store by the hand of an edge.
"""
