"""Print the lock: every package of this environment with its version. Used by ``make lock`` after an upgrade."""

from __future__ import annotations

from importlib import metadata

HEAD = """\
# What Carrel is built and tested with; installers/setup_env.py installs exactly this. Written by `make lock`.
"""
OWN = {"carrel", "pip"}
NOT_EVERYWHERE = {  # no wheels for Windows on ARM
    "tesserocr": ' ; platform_machine != "ARM64" or sys_platform != "win32"',
}
ELSEWHERE = ('colorama==0.4.6 ; sys_platform == "win32"',)  # wanted by tqdm and pytest on Windows only


def main() -> None:
    """Sorted, without Carrel itself, local version labels (+cpu) dropped."""
    names = {
        d.metadata["Name"]: d.version
        for d in metadata.distributions()
        if d.metadata["Name"].lower() not in OWN
    }
    lines = [
        f"{name}=={version.split('+')[0]}{NOT_EVERYWHERE.get(name, '')}" for name, version in names.items()
    ]
    print(HEAD + "\n".join(sorted({*lines, *ELSEWHERE}, key=str.lower)))


if __name__ == "__main__":
    main()
