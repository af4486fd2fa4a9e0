#!/bin/sh
# Remove Carrel, and nothing but Carrel: the files that its installer listed, and folders that are empty then.
#
#   uninstall.sh [--prefix DIR] [--quiet]
#
# Your documents, chats, models and settings stay (~/.local/share/carrel, ~/.config/carrel, ~/.cache/carrel). Files that
# somebody else laid into the program's folder stay too.
set -eu

say() { [ -n "${quiet:-}" ] || printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
prefix=${here%/lib/carrel}
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
program="$prefix/lib/carrel"
list="$program/installed-files"
[ -f "$list" ] || fail "no list of installed files in $program"
real=$(cd -P "$program" && pwd -P)
for link in /proc/[0-9]*/exe; do
  case "$(readlink "$link" 2>/dev/null || true)" in
    "$real"/*) fail "Carrel is running. Close its window and try again." ;;
  esac
done

copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cp "$list" "$copy"
cd "$prefix"
while IFS= read -r name; do
  case "$name" in
    /*|*/../*|../*|*/..|"") continue ;;  # only what lies below the prefix
    share/carrel/*) continue ;;          # data lives there
    lib/carrel/installed-files|lib/carrel/uninstall.sh) continue ;;  # last, so that one that was cut off can be done again
    bin/carrel) [ ! -L bin/carrel ] || rm -f bin/carrel ;;
    lib/carrel/*|share/*) rm -f -- "$name" ;;
  esac
done < "$copy"
rm -f lib/carrel/uninstall.sh lib/carrel/installed-files
# Folders, deepest first, that are empty now; never ones that were there for others.
sed -n 's|/[^/]*$||p' "$copy" | grep '^lib/carrel' | sort -u | while IFS= read -r folder; do
  while [ "$folder" != lib ]; do printf '%s\n' "$folder"; folder=${folder%/*}; done
done | sort -ru | while IFS= read -r folder; do
  rmdir -- "$folder" 2>/dev/null || true
done
for left in lib/.carrel-new.*; do  # of an installation that was cut off
  if [ -d "$left" ] && ! grep -q install "/proc/${left##*.}/cmdline" 2>/dev/null; then rm -rf "$left"; fi
done
refresh() { if [ -d "$2" ] && command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi; }
refresh update-desktop-database share/applications
refresh update-mime-database share/mime
# What the desktop's own tools made out of our files, where nobody else's are left to be listed.
rmdir share/mime/packages 2>/dev/null || true
if [ -d share/mime ] && [ ! -d share/mime/packages ]; then
  for name in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version \
    application/x-gguf.xml; do rm -f "share/mime/$name"; done
fi
if [ -d share/applications ] && [ -z "$(find share/applications -name '*.desktop' | head -n 1)" ]; then
  rm -f share/applications/mimeinfo.cache
fi
if [ -d share/icons/hicolor ] && [ -z "$(find share/icons/hicolor -type f ! -name icon-theme.cache | head -n 1)" ]; then
  rm -f share/icons/hicolor/icon-theme.cache
fi
for folder in share/icons/hicolor/scalable/apps share/icons/hicolor/scalable share/icons/hicolor/48x48/apps \
  share/icons/hicolor/48x48 share/icons/hicolor/256x256/apps share/icons/hicolor/256x256 share/icons/hicolor share/icons \
  share/mime/application share/mime share/metainfo share/applications share bin lib; do
  rmdir -- "$folder" 2>/dev/null || true
done
if [ -d "$program" ]; then say "These files are not Carrel's and stay: $program"; fi
say "Carrel is removed. Your documents, chats, models and settings are still there."
