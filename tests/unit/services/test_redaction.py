"""What of a log may be shown to somebody else."""

from __future__ import annotations

import pytest

from app.services.redaction import redacted, without

HEAD = "2026-03-01 10:00:00,123"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            f"{HEAD} INFO app.x: the index was rebuilt in 3 s",
            f"{HEAD} INFO app.x: the index was rebuilt in 3 s",
        ),
        (f"{HEAD} INFO app.x: read /home/ann/Secret plan.pdf", f"{HEAD} INFO app.x: read …"),
        (f"{HEAD} INFO app.x: read C:\\Users\\ann\\Secret plan.pdf", f"{HEAD} INFO app.x: read …"),
        (f'{HEAD} ERROR app.x: bad "Secret plan"', f"{HEAD} ERROR app.x: bad …"),
        (f"{HEAD} ERROR app.x: bad “Secret plan”", f"{HEAD} ERROR app.x: bad …"),
        (f"{HEAD} INFO app.x: mail of ann@example.org", f"{HEAD} INFO app.x: mail of … …"),
    ],
)
def test_a_line_ends_where_something_personal_may_begin(line: str, kept: str) -> None:
    assert redacted([line], ["ann"]) == [kept]


def test_of_a_traceback_only_places_in_the_code_and_the_kind_of_error_are_kept() -> None:
    trace = [
        "Traceback (most recent call last):",
        '  File "/home/ann/carrel/app/services/search.py", line 12, in find',
        "    raise ValueError(secret_plan)",
        '  File "C:\\Users\\ann\\python\\json\\decoder.py", line 3, in decode',
        "ValueError: the secret plan is in 'Secret plan.pdf'",
        "the secret plan, second line",
    ]
    assert redacted(trace) == [
        "  app/services/search.py:12 in find",
        "  decoder.py:3 in decode",
        "ValueError",
    ]


def test_names_are_taken_out_in_whatever_case_but_not_out_of_every_word() -> None:
    assert without("ANN-PC is Annabel's, ann said", ["Annabel", "ann-pc", "an"]) == "… is …'s, ann said"
