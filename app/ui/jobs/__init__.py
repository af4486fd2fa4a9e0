"""The jobs: everything that runs or ran, how far it is, and what can be done about it."""
