"""Qt Widgets."""
