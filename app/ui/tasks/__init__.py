"""Write with it: a task chosen at the left, a text and its options in the middle, the result beside or below."""
