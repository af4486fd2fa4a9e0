#!/usr/bin/env bash
# An AppImage out of the frozen program. Runs in CI: the tools are on no package index that Carrel is developed with.
#
#   APPIMAGETOOL=... RUNTIME=... installers/linux/build_appimage.sh [dist]
#
# APPIMAGETOOL  the program appimagetool
# RUNTIME       the static type-2 runtime (needs no libfuse2), whose SHA-256 must be RUNTIME_SHA256
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$(cd "${1:-$root/dist}" && pwd)
: "${APPIMAGETOOL:?}" "${RUNTIME:?}" "${RUNTIME_SHA256:?}"
echo "$RUNTIME_SHA256  $RUNTIME" | sha256sum --check --quiet
version=$(python3 -c "import sys; sys.path.insert(0, '$root/installers'); import licences; print(licences.own_version())")
python3 "$root/installers/linux_packages.py" appdir --frozen "$out/carrel" --out "$out"
image="$out/carrel-$version-linux-$(uname -m).AppImage"
ARCH=$(uname -m) "$APPIMAGETOOL" --no-appstream --runtime-file "$RUNTIME" "$out/Carrel.AppDir" "$image"
rm -rf "$out/Carrel.AppDir"
QT_QPA_PLATFORM=offscreen "$image" --appimage-extract-and-run self-test
