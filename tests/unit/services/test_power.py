from __future__ import annotations

import threading

import pytest

from app.services.power import LOW_PERCENT, Power, PowerWatch, must_wait, read_power

LIMIT = 60.0


@pytest.mark.parametrize(
    ("power", "allowed", "waits"),
    [
        (None, False, False),
        (Power(5, on_battery=False), False, False),
        (Power(90, on_battery=True), True, False),
        (Power(90, on_battery=True), False, True),
        (Power(LOW_PERCENT - 1, on_battery=True), True, True),
    ],
)
def test_when_reading_waits(power: Power | None, allowed: bool, waits: bool) -> None:
    assert must_wait(power, index_on_battery=allowed) is waits


def test_a_change_is_told_once() -> None:
    powers = iter([Power(90, on_battery=True), Power(10, on_battery=True), Power(9, on_battery=True),
                   Power(9, on_battery=False)])  # fmt: skip
    told: list[bool] = []
    watch = PowerWatch(told.append, lambda: True, lambda: next(powers))
    assert all(watch.look() for _ in range(4))
    assert told == [True, False]
    assert not watch.waiting


def test_it_looks_from_time_to_time() -> None:
    plugged, waiting, going_on = threading.Event(), threading.Event(), threading.Event()

    def set_waiting(wait: bool) -> None:
        (waiting if wait else going_on).set()

    watch = PowerWatch(set_waiting, lambda: False, lambda: Power(80, not plugged.is_set()), every=0.01)
    watch.start()
    watch.start()
    try:
        assert waiting.is_set()
        plugged.set()
        assert going_on.wait(LIMIT)
    finally:
        watch.stop()
    assert "power" not in {thread.name for thread in threading.enumerate()}


def test_without_a_battery_nothing_is_started() -> None:
    watch = PowerWatch(lambda _wait: None, lambda: False, lambda: None)
    watch.start()
    assert "power" not in {thread.name for thread in threading.enumerate()}
    watch.stop()


def test_this_computer_can_be_asked() -> None:
    power = read_power()
    assert power is None or 0 <= power.percent <= 100
