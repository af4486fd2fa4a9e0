#!/usr/bin/env bash
# Sign Carrel.app from the inside out, make the disk image, have both notarized. On a Mac with a Developer ID.
#
#   IDENTITY="Developer ID Application: ..." PROFILE=carrel installers/macos/sign_and_notarize.sh [dist]
#
# PROFILE is one that `xcrun notarytool store-credentials PROFILE` has kept in the keychain. Without IDENTITY the app is
# signed ad hoc: it runs on this Mac, and on others after a right click on it and Open.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$root/dist}
app="$out/Carrel.app"
version=$(python3 -c "import sys; sys.path.insert(0, '$root/installers'); import licences; print(licences.own_version())")
image="$out/carrel-$version-macos-arm64.dmg"
entitlements="$root/installers/macos/entitlements.plist"
sign() { codesign --force --sign "${IDENTITY:--}" ${IDENTITY:+--options runtime --timestamp} "$@"; }

find "$app" -type f \( -name '*.dylib' -o -name '*.so' -o -perm -u+x \) ! -path "$app/Contents/MacOS/carrel" -print0 |
  while IFS= read -r -d '' file; do
    if file -b "$file" | grep -q Mach-O; then sign "$file"; fi
  done
find "$app" -type d -name '*.framework' -print0 | while IFS= read -r -d '' folder; do sign "$folder"; done
sign --entitlements "$entitlements" "$app/Contents/MacOS/carrel"
sign --entitlements "$entitlements" "$app"
codesign --verify --deep --strict "$app"

notarize() { [ -n "${PROFILE:-}" ] && xcrun notarytool submit "$1" --keychain-profile "$PROFILE" --wait; }
if [ -n "${PROFILE:-}" ]; then
  ditto -c -k --keepParent "$app" "$out/notarize.zip"
  notarize "$out/notarize.zip"
  xcrun stapler staple "$app"
  rm "$out/notarize.zip"
fi
(cd "$root" && python3 -m dmgbuild -s installers/macos/dmg_settings.py -D app="$app" Carrel "$image")
if [ -n "${IDENTITY:-}" ]; then sign "$image"; fi
if [ -n "${PROFILE:-}" ]; then
  notarize "$image"
  xcrun stapler staple "$image"
fi
echo "$image"
