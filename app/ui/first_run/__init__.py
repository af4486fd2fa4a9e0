"""First run: what Carrel is, and one click to a first answer."""
