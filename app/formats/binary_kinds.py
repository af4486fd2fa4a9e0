"""Files that hold no text a reader could take, told by their first bytes, each with its own reason.

The signatures are those of the formats' specifications; ``file(1)`` knows the same ones.
"""

from __future__ import annotations

import re

_AT_START = (
    ("audio_not_read", (b"ID3", b"OggS", b"fLaC", b"MThd", b"#!AMR", b"wvpk", b"MAC ", b".snd",
                        b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9")),
    ("video_not_read", (b"\x1aE\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
                        b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")),
    ("program_not_read", (b"\x7fELF", b"MZ", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
                          b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n03", b"\x00asm")),
    ("database_not_read", (b"SQLite format 3\x00", b"\x00\x01\x00\x00Standard Jet DB",
                           b"\x00\x01\x00\x00Standard ACE DB", b"!BDN")),
    ("archive_not_read", (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd",
                          b"\x04\x22\x4d\x18", b"LZIP", b"MSCF", b"!<arch>\n", b"\xed\xab\xee\xdb", b"\x1f\x9d",
                          b"\x60\xea")),
    ("image_not_read", (b"8BPS", b"\x00\x00\x01\x00", b"DDS ", b"gimp xcf", b"AT&TFORM", b"\xd7\xcd\xc6\x9a",
                        b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51", b"SIMPLE  =")),
    ("font_not_read", (b"wOFF", b"wOF2", b"OTTO", b"ttcf", b"\x00\x01\x00\x00\x00")),
    ("data_not_read", (b"GGUF", b"\x89HDF\r\n", b"\x93NUMPY", b"PAR1", b"\x80\x04\x95", b"\x80\x05\x95",
                       b"bplist00", b"Obj\x01", b"\xac\xed\x00\x05")),
)  # fmt: skip
_BY_RIFF = {b"WAVE": "audio_not_read", b"AVI ": "video_not_read", b"RMID": "audio_not_read"}
_STILLS = re.compile(rb"heic|heix|hevc|heim|mif1|msf1|avif|avis")
_SOUNDS = re.compile(rb"M4A |M4B |M4P |F4A ")
_DISC = (b"CD001", 32769)
_TAR = (b"ustar", 257)


def reason_not_read(data: bytes) -> str | None:
    """The error code of a kind of file that is known and not read; None when the kind is not known."""
    if data[:4] in (b"RIFF", b"FORM", b"RIFX"):
        return _BY_RIFF.get(data[8:12], "audio_not_read" if data[8:12].startswith(b"AIF") else None)
    if data[4:8] == b"ftyp":
        if _STILLS.match(data, 8):
            return "image_not_read"
        return "audio_not_read" if _SOUNDS.match(data, 8) else "video_not_read"
    for code, signatures in _AT_START:
        if data.startswith(signatures):
            return code
    if data[:1] == b"\x47" and data[188:189] == b"\x47" and data[376:377] == b"\x47":
        return "video_not_read"
    return "archive_not_read" if data[_DISC[1] : _DISC[1] + 5] == _DISC[0] else None


def is_tar(data: bytes) -> bool:
    """A POSIX or GNU tar archive."""
    return data[_TAR[1] : _TAR[1] + 5] == _TAR[0]
