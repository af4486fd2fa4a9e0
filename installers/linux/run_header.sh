#!/bin/sh
# Carrel @VERSION@ for Linux on @MACHINE@: installs for this user alone, without root and without a network.
#
#   sh @NAME@ [--prefix DIR] [--quiet]     install (see --help)
#   sh @NAME@ --extract DIR                only unpack
#   sh @NAME@ --check                      only check that the file is whole
set -eu
sum=@SHA256@
lines=@LINES@
mode=install
target=""
if [ "${1:-}" = --extract ]; then
  [ $# -ge 2 ] || { echo "error: --extract needs a folder" >&2; exit 1; }
  mode=extract; target=$2
elif [ "${1:-}" = --check ]; then
  mode=check
fi
found=$(tail -n +$((lines + 1)) "$0" | sha256sum | cut -d' ' -f1)
[ "$found" = "$sum" ] || { echo "error: this file is damaged; get it again" >&2; exit 1; }
[ "$mode" = check ] && { echo "whole"; exit 0; }
if [ "$mode" = extract ]; then
  mkdir -p "$target"
  tail -n +$((lines + 1)) "$0" | tar xzf - -C "$target"
  exit 0
fi
for a in "$@"; do case "$a" in -h|--help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;; esac; done
# In the home folder, not in /tmp, which is often small and kept in memory.
work=$(mktemp -d "${HOME:?}/.carrel-install.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM HUP
tail -n +$((lines + 1)) "$0" | tar xzf - -C "$work" || { echo "error: it could not be unpacked; is the disk full?" >&2; exit 1; }
status=0
sh "$work"/carrel-*/install.sh "$@" || status=$?
# Double-clicked: say how it ended where there is no terminal.
if [ ! -t 1 ] && command -v notify-send >/dev/null 2>&1; then
  if [ $status = 0 ]; then notify-send Carrel "Installed. You find it in the menu."; else notify-send Carrel "It could not be installed."; fi
fi
exit $status
