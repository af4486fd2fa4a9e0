"""Minutes of a meeting: pure functions from a transcript to lines that each name the utterances they rest on.

``extractive`` quotes; ``written`` plans what a model is asked and reads what it replies; ``assembly`` checks both
against the transcript and puts them together. Which of the two is used follows from the model's size.
"""
