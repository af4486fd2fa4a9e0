"""What pyproject.toml cannot say: a wheel carries resources/ inside the package, where app.paths looks for it."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
NOT_NEEDED = ("screenshots", "*.po", "*.pot", "__pycache__")


class BuildWithResources(build_py):
    """Copies the resources beside the modules; an editable install finds them where they are."""

    def run(self) -> None:
        """As setuptools does, and the resources."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "app" / "resources"
            ignore = shutil.ignore_patterns(*NOT_NEEDED)
            shutil.copytree(ROOT / "resources", target, ignore=ignore, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithResources})
