"""Colours that can be read, icons that exist, a switch that reaches everything."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.services.settings import ACCENT, APPEARANCE, CONTRAST, Settings
from app.ui.accent import accent_of, with_accent
from app.ui.accent import contrast as wcag
from app.ui.icons import ICON_DIR
from app.ui.look import apply_look
from app.ui.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, MODES, Colors, Theme
from app.ui.widgets.chip import StatePill
from app.ui.widgets.labels import PlainLabel

SCHEMES = [LIGHT, DARK, HIGH_LIGHT, HIGH_DARK]
SCHEME_NAMES = ["light", "dark", "high-light", "high-dark"]
UI = Path(__file__).resolve().parents[2] / "app" / "ui"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


def luminance(name: str) -> float:
    """Relative luminance, WCAG 2.2."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    color = QColor(name)
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", SCHEMES, ids=SCHEME_NAMES)
def test_text_can_be_read(colors: Colors) -> None:
    backgrounds = ("window", "rail", "surface", "raised")
    for text in ("text", "muted", "accent", "danger", "warning"):
        for background in backgrounds:
            assert contrast(getattr(colors, text), getattr(colors, background)) >= 4.5, (text, background)
    for text, background in (
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("text", "accent_soft"),
        ("text", "highlight"),
        ("good", "good_soft"),
        ("warning", "warning_soft"),
        ("danger", "danger_soft"),
        ("accent", "accent_soft"),
        ("muted", "hover"),
    ):
        assert contrast(getattr(colors, text), getattr(colors, background)) >= 4.5, (text, background)


@pytest.mark.parametrize("colors", SCHEMES, ids=SCHEME_NAMES)
def test_edges_of_controls_and_focus_rings_can_be_seen(colors: Colors) -> None:
    for background in ("window", "rail", "surface"):
        assert contrast(colors.border_strong, getattr(colors, background)) >= 2.9
        assert contrast(colors.accent, getattr(colors, background)) >= 3


@pytest.mark.parametrize("colors", SCHEMES, ids=SCHEME_NAMES)
def test_what_is_disabled_can_be_seen_and_told_from_what_is_not(colors: Colors) -> None:
    for background in ("window", "surface"):
        assert contrast(colors.disabled, getattr(colors, background)) >= 2.9
        assert contrast(colors.text, getattr(colors, background)) >= 2 * contrast(
            colors.disabled, getattr(colors, background)
        )


ACCENTS = [
    *("#ffffff", "#000000", "#808080", "#ffff00", "#00ff00", "#00ffff", "#ff00ff", "#ff0000", "#0000ff"),
    *("#0078d4", "#ff8c00", "#e81123", "#767676", "#fff100", "#107c10", "#b146c2"),  # as Windows offers them
    *("#007aff", "#a550a7", "#f74f9e", "#ff5257", "#f7821b", "#ffc600", "#62ba46", "#8c8c8c"),  # macOS
    *(
        "#3584e4",
        "#2190a4",
        "#3a944a",
        "#c88800",
        "#ed5b00",
        "#e62d42",
        "#d56199",
        "#9141ac",
        "#6f8396",
    ),  # GNOME
    *("#3daee9", "#e93d58", "#00d485", "#d3d3d3"),  # Plasma
]


@pytest.mark.parametrize("colors", SCHEMES, ids=SCHEME_NAMES)
def test_any_accent_of_the_system_is_made_fit_to_be_read(colors: Colors) -> None:
    high = colors in (HIGH_LIGHT, HIGH_DARK)
    for accent in ACCENTS:
        made = with_accent(colors, accent, 7.0 if high else 4.5)
        test_text_can_be_read(made)
        test_edges_of_controls_and_focus_rings_can_be_seen(made)
        if high:
            test_high_contrast_is_higher(made)
        assert (made.text, made.good, made.danger) == (colors.text, colors.good, colors.danger)


def test_an_accent_that_can_be_read_stays_as_it_is() -> None:
    assert with_accent(LIGHT, "#0050a0").accent == "#0050a0"
    assert with_accent(DARK, "#9fd0ff").accent == "#9fd0ff"
    assert with_accent(LIGHT, "") is LIGHT


def test_an_accent_keeps_its_hue() -> None:
    for accent in ("#0078d4", "#ffff00", "#f74f9e", "#ed5b00"):
        wanted = QColor(accent).hueF()
        for colors in SCHEMES:
            assert QColor(with_accent(colors, accent).accent).hueF() == pytest.approx(wanted, abs=0.02)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert wcag("#000000", "#ffffff") == pytest.approx(21)
    assert wcag("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert wcag("#ffffff", "#767676") == wcag("#767676", "#ffffff")


def test_the_accent_follows_the_system_unless_the_person_wants_carrels(qtbot, qapp, tmp_path: Path) -> None:
    systems = ["#0050a0"]
    theme = Theme(qapp, "light", accent=lambda _again: systems[0])
    assert theme.colors.accent == "#0050a0"
    assert qapp.palette().accent().color().name() == "#0050a0"
    window = QWidget()
    qtbot.addWidget(window)
    theme.watch(window)
    systems[0] = "#9a0050"
    with qtbot.waitSignal(theme.changed):
        QApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    assert theme.colors.accent == "#9a0050"
    settings = Settings(tmp_path / "settings.toml")
    settings.set(APPEARANCE, "light")
    settings.set(ACCENT, "carrel")
    apply_look(theme, settings)
    assert theme.colors is LIGHT
    systems[0] = ""
    settings.set(ACCENT, "system")
    apply_look(theme, settings)
    with qtbot.waitSignal(theme.changed):
        QApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    assert theme.colors.accent == "#9a0050"  # a scheme that was forced on the desktop may have none
    theme.set_mode("system")
    with qtbot.waitSignal(theme.changed):
        QApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    assert any(theme.colors is scheme for scheme in SCHEMES)


def test_the_accent_is_where_the_desktop_has_it() -> None:
    role = QPalette.ColorRole
    palette = QPalette()
    for each, name in ((role.Base, "#ffffff"), (role.Window, "#efefef"), (role.Highlight, "#308cc6")):
        palette.setColor(each, QColor(name))
    palette.setColor(role.Accent, QColor("#308cc6"))
    assert accent_of(palette) == ""
    palette.setColor(role.Accent, QColor("#ffffff"))
    palette.setColor(role.Highlight, QColor("#c81e78"))
    assert accent_of(palette) == "#c81e78"
    palette.setColor(role.Accent, QColor("#0078d4"))
    assert accent_of(palette) == "#0078d4"


def test_a_desktop_without_an_accent_leaves_carrels(qapp) -> None:
    assert Theme(qapp, "light").colors is LIGHT  # the platform of the tests has none


def test_the_switch_changes_palette_style_sheet_and_tells(qtbot, qapp, theme: Theme) -> None:
    before = qapp.styleSheet()
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert theme.colors is DARK
    assert qapp.palette().window().color() == QColor(DARK.window)
    assert qapp.styleSheet() != before
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode("dark")
    theme.set_mode("light")
    with pytest.raises(ValueError):
        theme.set_mode("sepia")
    assert set(MODES) == {"system", "light", "dark"}


@pytest.mark.parametrize("colors", [HIGH_LIGHT, HIGH_DARK], ids=["light", "dark"])
def test_high_contrast_is_higher(colors: Colors) -> None:
    for text in ("text", "muted", "accent", "danger", "warning"):
        for background in ("window", "rail", "surface", "raised", "accent_soft"):
            if (text, background) not in (("danger", "accent_soft"), ("warning", "accent_soft")):
                assert contrast(getattr(colors, text), getattr(colors, background)) >= 7, (text, background)
    assert contrast(colors.text, colors.highlight) >= 7
    for edge in (colors.border, colors.border_strong):
        assert contrast(edge, colors.window) >= 4.5


def test_more_contrast_is_one_switch_away(qtbot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_high_contrast(True)
    assert theme.colors is HIGH_LIGHT
    theme.set_mode("dark")
    assert theme.colors is HIGH_DARK
    theme.set_high_contrast(None)
    assert theme.colors is DARK


def test_icons_are_sharp_at_any_ratio(theme: Theme) -> None:
    for ratio in (1.0, 1.25, 2.0, 3.0):
        pixmap = theme.pixmap("chats", "accent", 20, ratio)
        assert pixmap.width() == round(20 * ratio)
        assert pixmap.devicePixelRatio() == ratio
    with pytest.raises(FileNotFoundError):
        theme.pixmap("no such icon", "text", 20, 1.0)


def test_icons_take_the_colour_they_are_given(theme: Theme) -> None:
    image = theme.pixmap("stop", "danger", 24, 1.0).toImage()
    assert image.pixelColor(12, 12) == theme.color("danger")


def test_every_icon_and_colour_named_in_the_code_exists(theme: Theme) -> None:
    icons = {path.stem for path in ICON_DIR.glob("*.svg")}
    named: set[str] = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in {"IconLabel", "IconButton", "EmptyState", "make", "pixmap", "icon"}:
                place = 0 if name in {"pixmap", "icon"} else 1
                argument = node.args[place] if len(node.args) > place else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    named.add(argument.value)
    assert {"chevron-left", "warning", "search"} <= named
    assert named <= icons


def test_sizes_follow_the_systems_font(qapp, theme: Theme) -> None:
    sizes = [theme.point_size(scale) for scale in ("caption", "body", "reading", "title", "headline")]
    assert sizes == sorted(sizes)
    assert theme.font("title").pointSizeF() > qapp.font().pointSizeF()


def test_text_grows_everywhere_at_once(qtbot, theme: Theme) -> None:
    pill, label = StatePill(theme, "supported"), PlainLabel("words", "caption")
    for widget in (pill, label):
        qtbot.addWidget(widget)
        widget.show()
    before = [widget.sizeHint().height() for widget in (pill, label)]
    points = theme.point_size("reading")
    with qtbot.waitSignal(theme.changed):
        theme.set_text_size(150)
    assert theme.point_size("reading") == pytest.approx(points * 1.5, abs=0.5)
    assert all(widget.sizeHint().height() > old for widget, old in zip((pill, label), before, strict=True))
    theme.set_text_size(100)
    assert [widget.sizeHint().height() for widget in (pill, label)] == before


def test_the_settings_are_the_look(qapp, theme: Theme, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    settings.set(CONTRAST, "high")
    settings.set(APPEARANCE, "dark")
    apply_look(theme, settings)
    assert theme.colors is HIGH_DARK
    settings.set(CONTRAST, "normal")
    settings.set(APPEARANCE, "light")
    apply_look(theme, settings)
    assert theme.colors is LIGHT
