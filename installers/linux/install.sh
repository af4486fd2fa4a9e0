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
# Doing it again upgrades in place: the new version is laid beside the old one, whole, and then takes its name; until
# then nothing has changed, and one that was cut off is put right by the next. Files that are not Carrel's stay.
# What was installed is listed in PREFIX/lib/carrel/installed-files; PREFIX/lib/carrel/uninstall.sh removes just that.
set -eu

say() { [ -n "${quiet:-}" ] || printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

prefix="${HOME:?}/.local"
quiet=""
move=""
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) [ $# -ge 2 ] || fail "--prefix needs a folder"; prefix=$2; shift ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --quiet) quiet=1 ;;
    --move) move=1 ;;  # what lies beside this script is taken, not copied: the .run has just unpacked it
    -h|--help) sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;;
    *) fail "unknown option: $1" ;;
  esac
  shift
done
case "$prefix" in /*) ;; *) prefix="$(pwd)/$prefix" ;; esac
prefix=${prefix%/}

here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/carrel/carrel" ] || fail "the folder carrel is not beside this script"
case "$(uname -s) $(uname -m)" in
  "Linux @MACHINE@") ;;
  *) fail "this Carrel is for Linux on @MACHINE@; this is $(uname -s) on $(uname -m)" ;;
esac

program="$prefix/lib/carrel"
list="$program/installed-files"
work="$prefix/lib/.carrel-new.$$"
old="$prefix/lib/.carrel-old.$$"

# Files in a folder of Carrel's that no list names are somebody else's: they move over. Then the folder goes.
give_back() {
  (cd "$1" && find . ! -type d) | sed 's|^\./|lib/carrel/|' | grep -Fxv -f "$1/installed-files" | while IFS= read -r name; do
    name=${name#lib/carrel/}
    [ ! -e "$program/$name" ] || continue
    case "$name" in */*) mkdir -p "$program/${name%/*}" ;; esac
    mv "$1/$name" "$program/$name" || exit 1
  done || fail "files that are not Carrel's stay in $1"
  rm -rf "$1"
}

# Is it running? Its own files cannot be exchanged under it.
if [ -d "$program" ]; then
  real=$(cd -P "$program" && pwd -P)
  for link in /proc/[0-9]*/exe; do
    case "$(readlink "$link" 2>/dev/null || true)" in
      "$real"/*) fail "Carrel is running. Close its window and try again." ;;
    esac
  done
fi
# What one that was cut off has left.
for left in "$prefix"/lib/.carrel-new.* "$prefix"/lib/.carrel-old.*; do
  [ -d "$left" ] || continue
  if grep -q install "/proc/${left##*.}/cmdline" 2>/dev/null; then fail "Carrel is being installed already."; fi
  case "$left" in
    */.carrel-new.*) rm -rf "$left" ;;
    *) if [ -e "$program" ]; then give_back "$left"; else mv "$left" "$program"; fi ;;
  esac
done
if [ -e "$program" ] && [ ! -f "$list" ]; then
  rmdir "$program" 2>/dev/null || fail "$program exists and was not made by this installer. Move it away, or choose another --prefix."
fi

mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share" || fail "$prefix cannot be written to. Choose another --prefix."
# Enough room? In KB; the new version lies beside the old one for a moment.
if [ -z "$move" ] || [ "$(stat -c %d "$here" 2>/dev/null)" != "$(stat -c %d "$prefix/lib" 2>/dev/null)" ]; then
  needed=$(du -sk "$here/carrel" | cut -f1)
  free=$(df -Pk "$prefix/lib" 2>/dev/null | awk 'NR==2 {print $4}')
  case "$free" in ''|*[!0-9]*) free=$((needed + 10241)) ;; esac
  [ "$free" -gt $((needed + 10240)) ] || fail "not enough room in $prefix: $((needed / 1024 + 10)) MB are needed, $((free / 1024)) MB are free. Nothing was changed."
fi

trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unfinished() { fail "the files could not be written to $prefix; is the disk full? Nothing was changed."; }
say "Installing Carrel @VERSION@ into $program"
new="$work/carrel"
share="$work/share"
mkdir "$work" || unfinished
if [ -n "$move" ]; then mv "$here/carrel" "$new" || unfinished; else cp -RP "$here/carrel" "$new" || unfinished; fi
cp "$here/uninstall.sh" "$new/uninstall.sh" || unfinished
chmod 755 "$new/uninstall.sh"

# Does it start here at all? Not where the C library is too old, or programs in this folder may not be run.
if ! answer=$("$new/carrel" --version 2>&1); then
  fail "Carrel does not start on this system: $(printf '%s\n' "$answer" | tail -n 1) Nothing was changed."
fi

# Everything else is laid ready as well, so that all that can run out of room has done so before anything changes.
mkdir -p "$share/applications" "$share/metainfo" "$share/mime/packages" "$share/icons/hicolor/scalable/apps" \
  "$share/icons/hicolor/48x48/apps" "$share/icons/hicolor/256x256/apps" || unfinished
# Within quotes a desktop entry wants \ before " ` $ \, that \ itself twice, and % twice; then it is a replacement of sed's.
quoted=$(printf '%s' "$program/carrel" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g; s/[\\&|]/\\&/g')
for name in carrel carrel-model; do
  sed "s|^Exec=carrel|Exec=\"$quoted\"|" "$here/share/$name.desktop" > "$share/applications/$name.desktop" || unfinished
done
own="$new/_internal/resources/icons/app"
cp "$own/carrel.svg" "$share/icons/hicolor/scalable/apps/carrel.svg" || unfinished
cp "$own/carrel-48.png" "$share/icons/hicolor/48x48/apps/carrel.png" || unfinished
cp "$own/carrel-256.png" "$share/icons/hicolor/256x256/apps/carrel.png" || unfinished
cp "$here/share/app.carrel.Carrel.metainfo.xml" "$share/metainfo/" || unfinished
cp "$here/share/carrel-mime.xml" "$share/mime/packages/carrel.xml" || unfinished

# A command of this name that is not ours stays what it is.
before=""
if [ -f "$list" ]; then before="$work/before"; cp "$list" "$before" || unfinished; fi
command="$prefix/bin/carrel"
linked=1
if [ -e "$command" ] || [ -L "$command" ]; then
  if [ "$(readlink "$command" 2>/dev/null)" != "$program/carrel" ] && ! { [ -n "$before" ] && [ -L "$command" ] && grep -Fxq bin/carrel "$before"; }; then
    linked=""
  fi
fi
{
  (cd "$new" && find . ! -type d) | sed 's|^\./|lib/carrel/|'
  (cd "$work" && find share ! -type d)
  printf '%s\n' lib/carrel/installed-files
  [ -z "$linked" ] || printf '%s\n' bin/carrel
} | sort > "$work/list" || unfinished
mv "$work/list" "$new/installed-files"

# From here it takes a moment, needs no more room, and is not interrupted.
trap '' INT TERM HUP
if [ -d "$program" ]; then mv "$program" "$old" || unfinished; fi
if ! mv "$new" "$program"; then
  [ ! -d "$old" ] || mv "$old" "$program"
  unfinished
fi
[ ! -d "$old" ] || give_back "$old"
(cd "$work" && find share ! -type d) | while IFS= read -r name; do
  mkdir -p "$prefix/${name%/*}" && mv -f "$work/$name" "$prefix/$name" || exit 1
done || fail "Carrel is installed in $program, but not in the menu: $prefix/share cannot be written to."
[ -z "$linked" ] || ln -sfn "$program/carrel" "$command" || fail "Carrel is installed in $program, but $command cannot be written."
# Outside of the program's folder: what only the older version had.
if [ -n "$before" ]; then
  grep '^share/' "$before" | grep -Fxv -f "$list" | while IFS= read -r name; do
    case "$name" in */../*|*/..|share/carrel/*) ;; *) rm -f -- "$prefix/$name" ;; esac
  done || true
fi

refresh() { if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi; }
refresh update-desktop-database "$prefix/share/applications"
refresh update-mime-database "$prefix/share/mime"
refresh gtk-update-icon-cache -q -t "$prefix/share/icons/hicolor"
if [ -n "$linked" ]; then
  say "Done. Start it from the menu, or with: $command"
  case ":$PATH:" in *":$prefix/bin:"*) ;; *) say "($prefix/bin is not in your PATH.)" ;; esac
else
  say "Done. Start it from the menu, or with: $program/carrel ($command is another program, and stays.)"
fi
say "To remove it: $program/uninstall.sh"
