"""Documents, names and answers that try to get something loaded, followed or done; no word of them is from anywhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

CANARY = "Zephyrine Quarkwhistle"
FACT = f"{CANARY} owes 48,213 marbles to the lighthouse."
QUESTION = f"How many marbles does {CANARY} owe to the lighthouse?"
WORDS = ("Zephyrine", "Quarkwhistle", "48,213")
"""What must stand nowhere but in the database and where text is meant to be."""
PICTURE = "canary.png"
LISTENED = "127.0.0.1:9"


def paint_picture(path: Path) -> Path:
    """A valid picture; whoever shows it must have opened it."""
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor(Qt.GlobalColor.red))
    picture.save(str(path), "PNG")
    return path


def baits(picture: Path, port: int) -> dict[str, str]:
    """Texts, each by the way in which it asks to be loaded or followed."""
    file = picture.as_uri()
    return {
        "image": f'<img src="{picture}">',
        "image_url": f'<img src="{file}" width="8" height="8">',
        "image_web": f'<img src="http://127.0.0.1:{port}/image.png">',
        "image_share": '<img src="//fileserver.invalid/share/x.png">',
        "image_unc": '<img src="\\\\fileserver.invalid\\share\\x.png">',
        "background": f'<body background="{file}"><table background="{file}"><tr><td>t</td></tr></table>',
        "style": f'<p style="background-image: url({file})">p</p><style>@import url("{file}");</style>',
        "sheet": f'<link rel="stylesheet" href="{file}"><qt>words</qt>',
        "link_file": f'<a href="{file}">open me</a>',
        "link_script": '<a href="javascript:alert(1)">press</a>',
        "list": f'<ul style="list-style-image: url({file})"><li>x</li></ul>',
        "markdown": f"![chart]({file})",
        "markdown_path": f"![chart]({picture})",
        "markdown_web": f"![chart](http://127.0.0.1:{port}/md.png)",
        "markdown_link": f"[click here]({file}) and <{file}>",
        "markdown_reference": f"![chart][r]\n\n[r]: {file}",
        "doctype": f'<!DOCTYPE html><html><body><img src="{picture}"></body></html>',
    }


def everything(picture: Path, port: int) -> str:
    """All baits in one text."""
    return "\n\n".join(baits(picture, port).values())


def plant(folder: Path, port: int) -> list[Path]:
    """A folder of documents whose names and words are all baits; the picture lies in it."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = paint_picture(folder.parent / PICTURE)
    bait = everything(picture, port)
    return [
        # The working folder of whoever shows these names has the picture under this very name.
        _written(folder / f"<img src={PICTURE}> debts.txt", f"Debts\n\n{FACT}\n\n{bait}\n"),
        _written(folder / "debts.md", f"# {baits(picture, port)['image']} Debts\n\n{FACT}\n\n{bait}\n"),
        _written(folder / "page.html", f"<html><body><h1>Page</h1><p>{FACT}</p>{bait}</body></html>"),
        _written(folder / "table.csv", f'name,owes\n{CANARY},"{baits(picture, port)["image"]}"\n'),
    ]


def plant_transcript(folder: Path, port: int) -> Path:
    """A meeting in which everything said, and who says it, is bait."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder.parent / PICTURE
    image = baits(picture, port)["image"]
    lines = [
        "WEBVTT",
        "",
        *_cue(0, "Anna", f"We decided that {CANARY} pays 48,213 marbles by 3 May 2026. {image}"),
        *_cue(1, f"<img src={PICTURE}>", f"Bob will write to the lighthouse by Friday. {image}"),
        *_cue(2, "Bob", f"I will send the letter to {CANARY} on Friday. ![c]({picture})"),
        *_cue(3, "Anna", "Agreed: we will meet again next Tuesday."),
    ]
    return _written(folder / f"<img src={PICTURE}> meeting.vtt", "\n".join(lines))


def _cue(number: int, speaker: str, words: str) -> list[str]:
    return [f"00:00:{number * 10:02}.000 --> 00:00:{number * 10 + 9:02}.000", f"{speaker}: {words}", ""]


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
