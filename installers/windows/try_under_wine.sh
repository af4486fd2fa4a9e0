#!/usr/bin/env bash
# The life of the Windows installer under Wine, with a stand-in for the program: install, refuse while it runs, upgrade,
# remove, remove with data. Needs wine, nsis, xvfb; with TARGET=x86-unicode, as built on Windows, also wine32. Prints what it looks at; exit 1 at the first thing that is not so.
#
#   installers/windows/try_under_wine.sh [SCRATCH]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
scratch=${1:-$(mktemp -d)}
mkdir -p "$scratch"
export WINEPREFIX="$scratch/wine" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml="
python=${PYTHON:-python3}
target=${TARGET:-amd64-unicode}
ok() { echo "ok: $1"; }
fail() { echo "NOT SO: $1" >&2; exit 1; }
is() { if eval "$2"; then ok "$1"; else fail "$1"; fi; }
windows() { timeout 180 wine "$@" 2>/dev/null; }
if [ -z "${DISPLAY:-}" ]; then
  display=$((90 + RANDOM % 400))
  Xvfb ":$display" -screen 0 1024x768x24 >/dev/null 2>&1 &
  xvfb=$!
  export DISPLAY=":$display"
  sleep 1
fi
trap 'wineserver -k 2>/dev/null || true; [ -z "${xvfb:-}" ] || kill "$xvfb"' EXIT
[ -f "$WINEPREFIX/user.reg" ] || windows wineboot -i
windows winecfg -v win10
wineserver -w

# Two stand-ins: for the window Wine's own notepad, for the terminal one that notes what it is asked.
cat > "$scratch/terminal.nsi" <<'NSI'
Unicode true
SilentInstall silent
RequestExecutionLevel user
Name x
OutFile terminal.exe
!include FileFunc.nsh
Section
  ${GetParameters} $0
  FileOpen $1 "$PROFILE\asked.txt" a
  FileSeek $1 0 END
  FileWrite $1 "$0$\r$\n"
  FileClose $1
SectionEnd
NSI
makensis -V1 "-XTarget $target" "$scratch/terminal.nsi"
payload() { # VERSION FILE...
  rm -rf "$scratch/payload"
  mkdir -p "$scratch/payload/_internal/deep folder/ü"
  cp "$WINEPREFIX/drive_c/windows/system32/notepad.exe" "$scratch/payload/carrelw.exe"
  cp "$scratch/terminal.exe" "$scratch/payload/carrel.exe"
  echo "$1" > "$scratch/payload/_internal/version.txt"
  echo x > "$scratch/payload/_internal/deep folder/ü/ö \$x.txt"
  for f in "${@:2}"; do mkdir -p "$(dirname "$scratch/payload/$f")"; echo "$f" > "$scratch/payload/$f"; done
  "$python" "$here/windows_installer.py" --frozen "$scratch/payload" --out "$scratch" --version "$1" --target "$target" >/dev/null
}
local_data="$WINEPREFIX/drive_c/users/$(id -un)/AppData/Local"
program="$local_data/Programs/Carrel"
data="$local_data/carrel"
setup() { echo "$scratch/carrel-$1-windows-x86_64-setup.exe"; }
registered() { windows reg query "$1" >/dev/null; }
remove() { # it works from a copy of itself, and so returns at once
  windows "$program/uninstall.exe" /S "$@"
  for _ in $(seq 60); do [ -e "$program/uninstall.exe" ] || break; sleep 1; done
  wineserver -w
}
key='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Carrel'

payload 0.1.0 _internal/only_in_old/old.dll
payload_old=$(setup 0.1.0)
payload 0.2.0 _internal/only_in_new/new.dll
payload_new=$(setup 0.2.0)

asked="$WINEPREFIX/drive_c/users/$(id -un)/asked.txt"
rm -rf "$program" "$data" "$asked" # of an earlier try
for old in "$key" 'HKCU\Software\Carrel' 'HKCU\Software\Classes\.gguf'; do windows reg delete "$old" /f >/dev/null || true; done
windows "$payload_old" /S || fail "silent install"
is "installed silently" '[ "$(cat "$program/_internal/version.txt")" = 0.1.0 ]'
is "names with other letters and with a dollar" '[ -f "$program/_internal/deep folder/ü/ö \$x.txt" ]'
is "in the list of programs" 'registered "$key"'
is ".gguf is left alone unless asked" '! registered "HKCU\Software\Classes\.gguf\OpenWithProgids"'
is "in the start menu" '[ -n "$(find "$WINEPREFIX/drive_c/users" -path "*Start Menu*" -name Carrel.lnk)" ]'

mkdir -p "$data/models" "$program/my models"
echo db > "$data/carrel.db"; echo model > "$data/models/mine.gguf"; echo note > "$data/my own note.txt"
echo mine > "$program/my models/huge.gguf"; echo mine > "$program/_internal/only_in_old/mine.txt"

wine "$program/carrelw.exe" >/dev/null 2>&1 &
sleep 6
code=0; windows "$payload_new" /S || code=$?
is "refuses to upgrade while Carrel runs (exit $code)" '[ $code -ne 0 ] && [ "$(cat "$program/_internal/version.txt")" = 0.1.0 ]'
code=0; windows "$program/uninstall.exe" /S "_?=$(winepath -w "$program")" || code=$?
is "refuses to remove while Carrel runs (exit $code)" '[ $code -ne 0 ] && [ -f "$program/_internal/version.txt" ]'
windows taskkill /F /IM carrelw.exe >/dev/null || true
sleep 2

windows "$payload_new" /S /GGUF || fail "upgrade"
is "upgraded in place" '[ "$(cat "$program/_internal/version.txt")" = 0.2.0 ]'
is "what only the older one had is gone" '[ ! -e "$program/_internal/only_in_old/old.dll" ]'
is "what the person laid there stays" '[ -f "$program/my models/huge.gguf" ] && [ -f "$program/_internal/only_in_old/mine.txt" ]'
is "data stays through an upgrade" '[ -f "$data/carrel.db" ] && [ -f "$data/models/mine.gguf" ]'
is ".gguf is offered when asked" 'registered "HKCU\Software\Classes\.gguf\OpenWithProgids"'

mkdir -p "$WINEPREFIX/drive_c/occupied"; echo mine > "$WINEPREFIX/drive_c/occupied/thesis.txt"
code=0; windows "$payload_new" /S '/D=C:\occupied' || code=$?
is "refuses a folder with other things (exit $code)" '[ $code -ne 0 ] && [ "$(ls "$WINEPREFIX/drive_c/occupied")" = thesis.txt ]'

remove
is "removed, but not what the person laid there" '[ "$(find "$program" -type f | wc -l)" = 2 ] && [ -f "$program/my models/huge.gguf" ]'
is "not in the list of programs any more" '! registered "$key"'
is "data stays" '[ -f "$data/carrel.db" ] && [ -f "$data/models/mine.gguf" ]'

is "and Carrel was not asked to wipe it" '[ ! -e "$asked" ]'

rm -rf "$program"
mkdir -p "$data/states"; echo key > "$data/library.key"; echo state > "$data/states/c1-1"
windows "$payload_new" /S || fail "install again"
remove /DATA
is "with /DATA Carrel is asked to wipe its data" 'grep -q "wipe --yes --models" "$asked"'
is "with /DATA Carrel's data is gone" '[ ! -e "$data/carrel.db" ] && [ ! -e "$data/library.key" ] && [ ! -e "$data/states" ]'
is "a strange file stays, and a model that the person laid there" '[ -f "$data/my own note.txt" ] && [ -f "$data/models/mine.gguf" ]'
is "nothing of the program is left" '[ ! -e "$program" ]'
echo "all as it should be"
