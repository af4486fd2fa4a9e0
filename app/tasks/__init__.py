"""One file per thing a person can ask for: pure plan() and parse(), the prompt text beside them."""
