"""The process boundary: one mechanism, several children (generator, embedder, parser, recognizer)."""

from __future__ import annotations

import os

# ONNX Runtime reports to its maker from the moment it is imported: it writes a number for this device into the
# user's cache folder and looks for a server, even where its own disable_telemetry_events() follows at once. Only
# this keeps it from that, and only before the import. Nothing in this package may be imported without it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
