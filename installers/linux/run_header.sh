#!/bin/sh
# Carrel @VERSION@ for Linux on @MACHINE@: installs for this user alone, without root and without a network.
#
#   sh @NAME@ [--prefix DIR] [--quiet]     install (see --help)
#   sh @NAME@ --extract DIR                only unpack
#   sh @NAME@ --check                      only check that the file is whole
set -eu
sum=@SHA256@
lines=@LINES@
needed=@KILOBYTES@

# Double-clicked: said on the desktop where there is no terminal.
tell() { if [ ! -t 1 ] && command -v notify-send >/dev/null 2>&1; then notify-send Carrel "$1" 2>/dev/null || true; fi; }
fail() { printf 'error: %s\n' "$*" >&2; tell "It could not be installed: $*"; exit 1; }
payload() { tail -n +$((lines + 1)) "$0"; }
free_in() { df -Pk "$1" 2>/dev/null | awk 'NR==2 {print $4}'; }
enough_in() {
  free=$(free_in "$1")
  case "$free" in ''|*[!0-9]*) return 0 ;; esac
  [ "$free" -gt $((needed + 10240)) ] || fail "not enough room in $1: $((needed / 1024 + 10)) MB are needed, $((free / 1024)) MB are free. Nothing was changed."
}
unpack_into() { # FOLDER, and what it is called in a sentence
  payload | tar xzf - -C "$1" 2>/dev/null || fail "it could not be unpacked in $2 ($(($(free_in "$1") / 1024)) MB are free there). Nothing was changed."
}

mode=install
target=""
prefix=""
before=""
case "${1:-}" in
  --extract) [ $# -ge 2 ] || fail "--extract needs a folder"; mode=extract; target=$2 ;;
  --check) mode=check ;;
esac
for argument in "$@"; do
  [ "$before" != --prefix ] || prefix=$argument
  case "$argument" in
    -h|--help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --prefix=*) prefix=${argument#--prefix=} ;;
  esac
  before=$argument
done
[ "$(payload | sha256sum | cut -d' ' -f1)" = "$sum" ] || fail "this file is damaged; get it again"
if [ "$mode" = check ]; then echo "whole"; exit 0; fi
if [ "$mode" = extract ]; then
  mkdir -p "$target"
  enough_in "$target"
  unpack_into "$target" "$target"
  exit 0
fi

# On the disk where it will stay: /tmp is often small and kept in memory, and from here nothing need be copied.
[ -n "$prefix" ] || prefix="${HOME:?}/.local"
base=$prefix
while [ ! -d "$base" ]; do base=$(dirname "$base"); done
[ -w "$base" ] || fail "$base cannot be written to. Choose another folder with --prefix."
# What one that was cut off (a power cut, a kill) has left.
for left in "$base"/.carrel-install.* "${HOME:-$base}"/.carrel-install.*; do
  if [ -d "$left" ] && ! grep -q carrel "/proc/${left##*.}/cmdline" 2>/dev/null; then rm -rf "$left"; fi
done
enough_in "$base"
work="$base/.carrel-install.$$"
mkdir -m 700 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unpack_into "$work" "$base"
status=0
sh "$work"/carrel-*/install.sh --move "$@" 2>"$work/said" || status=$?
cat "$work/said" >&2
if [ $status = 0 ]; then tell "Installed. You find it in the menu."; else tell "It could not be installed: $(tail -n 1 "$work/said")"; fi
exit $status
