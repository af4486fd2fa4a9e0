"""What the settings say about the look, done to the theme."""

from __future__ import annotations

from app.services.settings import ACCENT, APPEARANCE, CONTRAST, TEXT_SIZE, Settings
from app.ui.theme import Theme

LOOK = (APPEARANCE, ACCENT, CONTRAST, TEXT_SIZE)
"""The settings that are seen at once."""
_CONTRASTS = {"system": None, "high": True, "normal": False}


def apply_look(theme: Theme, settings: Settings) -> None:
    """Colours, contrast and size of text as the person chose them."""
    theme.set_mode(str(settings.get(APPEARANCE)))
    theme.set_own_accent(settings.get(ACCENT) == "carrel")
    theme.set_high_contrast(_CONTRASTS[str(settings.get(CONTRAST))])
    theme.set_text_size(int(settings.get(TEXT_SIZE)))
