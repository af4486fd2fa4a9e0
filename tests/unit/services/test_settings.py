from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.services.settings import APPEARANCE, N_CTX, OPTIONS, STRICT, Settings, Value


def test_defaults_hold_without_a_file(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    assert [settings.get(option) for option in OPTIONS] == [option.default for option in OPTIONS]


def test_every_option_is_well_declared() -> None:
    assert len({option.key for option in OPTIONS}) == len(OPTIONS)
    for option in OPTIONS:
        assert option.check(option.default) == option.default
        assert option.label
        assert option.help


def test_a_value_survives_a_restart(tmp_path: Path) -> None:
    Settings(tmp_path / "settings.toml").set(APPEARANCE, "dark")
    assert Settings(tmp_path / "settings.toml").get(APPEARANCE) == "dark"


@pytest.mark.parametrize(
    ("option", "value"), [(N_CTX, 1), (N_CTX, "many"), (STRICT, 1), (APPEARANCE, "pink")]
)
def test_a_wrong_value_is_refused_and_the_old_one_stands(
    tmp_path: Path, option: object, value: Value
) -> None:
    settings = Settings(tmp_path / "settings.toml")
    with pytest.raises(UserError) as caught:
        settings.set(option, value)  # type: ignore[arg-type]
    assert caught.value.code == "invalid_setting"
    assert settings.get(option) == option.default  # type: ignore[arg-type,attr-defined]


def test_a_broken_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("this is = = not toml", encoding="utf-8")
    assert Settings(path).get(STRICT) is True
    assert (tmp_path / "settings.toml.broken").exists()


def test_a_hand_made_nonsense_value_falls_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('n_ctx = "lots"\nunknown_key = 1\n', encoding="utf-8")
    settings = Settings(path)
    assert settings.get(N_CTX) == N_CTX.default
    settings.set(N_CTX, 8192)
    assert "unknown_key" in path.read_text(encoding="utf-8")


def test_watchers_are_told(tmp_path: Path) -> None:
    settings, seen = Settings(tmp_path / "settings.toml"), []
    settings.watch(lambda option, value: seen.append((option.key, value)))
    settings.set(STRICT, False)
    assert seen == [("strict_answers", False)]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError):
        Settings(tmp_path / "file" / "settings.toml").set(STRICT, False)
