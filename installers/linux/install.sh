#!/bin/sh
# Install Carrel for this user alone: no root, no network, nothing outside the home folder.
#
#   ./install.sh [--prefix DIR] [--quiet]
#
# Program    PREFIX/lib/carrel         PREFIX is ~/.local unless given
# Command    PREFIX/bin/carrel
# Menu       PREFIX/share/applications, icons, metainfo, mime
# Your data  ~/.local/share/carrel, ~/.config/carrel, ~/.cache/carrel: made by Carrel itself, never touched here
#
# Doing it again upgrades in place: files of the older version that the new one does not have are removed.
# What was installed is listed in PREFIX/lib/carrel/installed-files; PREFIX/lib/carrel/uninstall.sh removes just that.
set -eu

say() { [ -n "${quiet:-}" ] || printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

prefix="${HOME:?}/.local"
quiet=""
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) [ $# -ge 2 ] || fail "--prefix needs a folder"; prefix=$2; shift ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --quiet) quiet=1 ;;
    -h|--help) sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;;
    *) fail "unknown option: $1" ;;
  esac
  shift
done
case "$prefix" in /*) ;; *) prefix="$(pwd)/$prefix" ;; esac

here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/carrel/carrel" ] || fail "the folder carrel is not beside this script"
case "$(uname -s) $(uname -m)" in
  "Linux @MACHINE@") ;;
  *) fail "this Carrel is for Linux on @MACHINE@; this is $(uname -s) on $(uname -m)" ;;
esac

program="$prefix/lib/carrel"
list="$program/installed-files"

# Is it running? Its own files cannot be exchanged under it.
for link in /proc/[0-9]*/exe; do
  case "$(readlink "$link" 2>/dev/null || true)" in
    "$program"/*) fail "Carrel is running. Close its window and try again." ;;
  esac
done
if [ -e "$program" ] && [ ! -f "$list" ]; then
  fail "$program exists and was not made by this installer. Move it away, or choose another --prefix."
fi

# Enough room? In KB; the new version beside the old one for a moment.
mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share"
needed=$(du -sk "$here/carrel" | cut -f1)
free=$(df -Pk "$prefix/lib" | awk 'NR==2 {print $4}')
[ "$free" -gt $((needed + 10240)) ] || fail "not enough room in $prefix: $((needed / 1024)) MB are needed, $((free / 1024)) MB are free"

fresh="$prefix/lib/.carrel-new.$$"
trap 'rm -rf "$fresh"' EXIT INT TERM HUP
say "Installing Carrel @VERSION@ into $program"
cp -R "$here/carrel" "$fresh"
cp "$here/uninstall.sh" "$fresh/uninstall.sh"
chmod 755 "$fresh/uninstall.sh"

if [ -f "$list" ]; then
  sh "$program/uninstall.sh" --quiet --prefix "$prefix" || fail "the older version could not be removed"
fi
# What somebody else laid into the folder stays there.
mkdir -p "$program" "$prefix/bin" "$prefix/share"
(cd "$fresh" && tar cf - .) | (cd "$program" && tar xf -)

apps="$prefix/share/applications"
icons="$prefix/share/icons/hicolor"
mkdir -p "$apps" "$icons/scalable/apps" "$icons/48x48/apps" "$icons/256x256/apps" "$prefix/share/metainfo" "$prefix/share/mime/packages"
quoted=$(printf '%s' "$program/carrel" | sed 's/[\\&|]/\\&/g')
for name in carrel carrel-model; do
  sed "s|^Exec=carrel|Exec=\"$quoted\"|" "$here/share/$name.desktop" > "$apps/$name.desktop"
done
own="$program/_internal/resources/icons/app"
cp "$own/carrel.svg" "$icons/scalable/apps/carrel.svg"
cp "$own/carrel-48.png" "$icons/48x48/apps/carrel.png"
cp "$own/carrel-256.png" "$icons/256x256/apps/carrel.png"
cp "$here/share/app.carrel.Carrel.metainfo.xml" "$prefix/share/metainfo/"
cp "$here/share/carrel-mime.xml" "$prefix/share/mime/packages/carrel.xml"
ln -sf "$program/carrel" "$prefix/bin/carrel"

{
  (cd "$fresh" && find . ! -type d | sed 's|^\./|lib/carrel/|')
  printf '%s\n' lib/carrel/installed-files bin/carrel \
    share/applications/carrel.desktop share/applications/carrel-model.desktop \
    share/icons/hicolor/scalable/apps/carrel.svg share/icons/hicolor/48x48/apps/carrel.png \
    share/icons/hicolor/256x256/apps/carrel.png share/metainfo/app.carrel.Carrel.metainfo.xml \
    share/mime/packages/carrel.xml
} | sort > "$fresh.list"
mv "$fresh.list" "$list"

for tool in "update-desktop-database $apps" "update-mime-database $prefix/share/mime" "gtk-update-icon-cache -q -t $icons"; do
  command -v "${tool%% *}" >/dev/null 2>&1 && $tool >/dev/null 2>&1 || true
done
say "Done. Start it from the menu, or with: $prefix/bin/carrel"
case ":$PATH:" in *":$prefix/bin:"*) ;; *) say "($prefix/bin is not in your PATH.)" ;; esac
say "To remove it: $program/uninstall.sh"
