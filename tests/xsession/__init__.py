"""Carrel on a real X server, by keyboard alone."""
