"""What is inside the frozen program, as CycloneDX 1.6 (JSON), on stdout.

    python installers/sbom.py dist/carrel > carrel.cdx.json

Made from the index of licences inside the program and from its model files, not from an environment: what was left out
is not listed, and Python, Qt, llama.cpp, the models and the system's libraries are.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import licences

TYPES = {"model": "machine-learning-model", "application": "application"}
MODEL_FILES = (".gguf", ".safetensors", ".onnx")


def main() -> int:
    """The document on stdout."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    print(json.dumps(document(Path(sys.argv[1])), indent=1))
    return 0


def document(frozen: Path) -> dict[str, Any]:
    """One component a part, and one a model file with its SHA-256."""
    index = next(iter(sorted(frozen.rglob("licences/index.json"))))
    parts = licences.read_index(index.parent)
    carrel = next(part for part in parts if part.kind == "application")
    components = [component(part) for part in parts if part is not carrel]
    components += [
        model_file(path, frozen) for path in sorted(frozen.rglob("*")) if path.suffix in MODEL_FILES
    ]
    names = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, names)}",
        "version": 1,
        "metadata": {"timestamp": stamp(), "component": component(carrel)},
        "components": components,
    }


def component(part: licences.Part) -> dict[str, Any]:
    """A part of the index."""
    found: dict[str, Any] = {
        "type": TYPES.get(part.kind, "library"),
        "bom-ref": f"{part.kind}:{part.name}",
        "name": part.name,
        "licenses": [{"expression": part.licence}],
    }
    if part.version:
        found["version"] = part.version
    if part.kind == "library" and part.version and part.name != "Python":
        found["purl"] = f"pkg:pypi/{part.name.lower().replace('_', '-')}@{part.version}"
    return found


def model_file(path: Path, frozen: Path) -> dict[str, Any]:
    """A file of weights; by its hash anybody can tell which one it is."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "type": "machine-learning-model",
        "bom-ref": f"file:{path.relative_to(frozen).as_posix()}",
        "name": path.name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def stamp() -> str:
    """Now, or SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    sys.exit(main())
