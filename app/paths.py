"""Where things lie: the only file that asks the system for folders and knows about frozen programs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from app import APP_ID
from app.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class AppPaths:
    """Folders and files of one profile. Nothing is created until :meth:`create`."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.data / "carrel.db"

    @property
    def models(self) -> Path:
        """Where imported GGUF files go."""
        return self.data / "models"

    @property
    def adapters(self) -> Path:
        """Where answer adapters of the person's own go, one folder each; it need not exist."""
        return self.data / "adapters"

    @property
    def templates(self) -> Path:
        """Where templates of minutes of the person's own go, one file each; it need not exist."""
        return self.data / "templates"

    @property
    def meetings(self) -> Path:
        """Where meetings lie as texts, so that the library holds them; it need not exist."""
        return self.data / "meetings"

    @property
    def transcripts(self) -> Path:
        """Where transcripts that were pasted are kept, as files; it need not exist."""
        return self.data / "transcripts"

    @property
    def states(self) -> Path:
        """Where what the model has evaluated of each chat is kept; it need not exist."""
        return self.data / "states"

    @property
    def settings(self) -> Path:
        """The settings file (TOML)."""
        return self.config / "settings.toml"

    @property
    def lock(self) -> Path:
        """Held while a Carrel uses this profile."""
        return self.data / "profile.lock"

    @property
    def resources(self) -> Path:
        """What is shipped beside the code: icons, sample library."""
        return resources_dir()

    @property
    def wake(self) -> Path:
        """Appears for a moment when a second Carrel asks the first one to come to the front."""
        return self.config / "wake"

    @property
    def shipped_adapters(self) -> Path:
        """The answer adapters that come with Carrel; the folder may be missing."""
        return self.resources / "adapters"

    @property
    def sample_library(self) -> Path:
        """The bundled sample documents."""
        return self.resources / "sample_library"

    def create(self) -> AppPaths:
        """Make the folders, readable by this user only.

        Raises:
            UserError: ``permission_denied`` or ``disk_full`` when that is not possible.
        """
        for folder in (self.data, self.config, self.cache, self.logs, self.models):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except PermissionError as error:
                raise UserError("permission_denied", path=str(folder)) from error
            except (FileExistsError, NotADirectoryError) as error:
                raise UserError("not_a_folder", path=str(folder)) from error
            except OSError as error:
                raise UserError("disk_full", path=str(folder)) from error
        return self


def profile_paths(profile_dir: Path | None = None) -> AppPaths:
    """The paths of the user's own profile, or of the one that lives wholly in ``profile_dir``."""
    if profile_dir is not None:
        root = profile_dir.expanduser().absolute()
        return AppPaths(root / "data", root / "config", root / "cache", root / "logs")
    import platformdirs  # not needed by a run with a folder of its own

    dirs = platformdirs.PlatformDirs(APP_ID, appauthor=False)
    return AppPaths(
        Path(dirs.user_data_dir),
        Path(dirs.user_config_dir),
        Path(dirs.user_cache_dir),
        Path(dirs.user_log_dir),
    )


def ask_command() -> str:
    """What brings a running Carrel to the front, ready for a question, or starts one: for a key of the system's."""
    program = f'"{sys.executable}"'
    return f"{program} --ask" if hasattr(sys, "_MEIPASS") else f"{program} -m app --ask"


def resources_dir() -> Path:
    """The folder of the shipped resources: beside the code of a frozen program, inside an installed package, beside
    the package in a checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "resources"  # a wheel carries them inside, see setup.py
    return installed if installed.is_dir() else package.parent / "resources"


def is_frozen() -> bool:
    """Whether this is the installed program, which brings its own Python."""
    return bool(getattr(sys, "frozen", False))
