"""Where every Carrel process begins: the window, the command line, or one of the children."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """The exit code; also where Ctrl+C comes before a command can take care of it."""
    try:
        return _run()
    except KeyboardInterrupt:
        from app.cli.exit_codes import INTERRUPTED

        return INTERRUPTED


def _run() -> int:
    """Decide what this process is, before anything heavy is imported."""
    multiprocessing.freeze_support()
    if getattr(sys, "frozen", False):
        from app.frozen import settle_in

        settle_in()
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == "--child":
        from app.processes.child import main as run_child

        return run_child(arguments[1])
    from app.privacy import guard

    guard.install()
    from app import i18n

    i18n.start(arguments)
    from app.cli.arguments import build_parser

    options = build_parser().parse_args(arguments)
    if options.command is None:
        from app.paths import profile_paths
        from app.window import open_window

        return open_window(profile_paths(options.profile_dir), options)
    from app.cli.main import run_command

    return run_command(options)


if __name__ == "__main__":
    sys.exit(main())
