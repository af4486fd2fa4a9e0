"""Settings, privacy and about."""
