#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-display.sh COMMAND...
#
# Runs COMMAND, which speaks TAP, on a display without a screen, with fresh XDG directories and
# without a session bus, and ends what it started. Says "skipped" where Xvfb is not installed.
set -eu

if ! command -v Xvfb >/dev/null; then
    echo '1..0 # SKIP Xvfb is not installed'
    exit 0
fi

dir=$(mktemp -d)
xvfb=
finish() {
    if [ -n "$xvfb" ]; then
        kill "$xvfb" 2>/dev/null || true
        # one that does not end by itself within five seconds is ended
        for _ in $(seq 100); do
            kill -0 "$xvfb" 2>/dev/null || break
            sleep 0.05
        done
        kill -9 "$xvfb" 2>/dev/null || true
        wait "$xvfb" 2>/dev/null || true
    fi
    rm -rf "$dir"
}
trap finish EXIT

for name in data config cache state runtime; do mkdir -m 700 "$dir/$name"; done
mkfifo "$dir/number"
exec 7<>"$dir/number"
Xvfb -displayfd 7 -screen 0 1280x900x24 -nolisten tcp -noreset >/dev/null 2>&1 &
xvfb=$!
read -r number <&7
exec 7>&-

# what GTK 4.8 calls GDK_DEBUG=gl-disable, later ones call GDK_DISABLE=gl
status=0
env -u WAYLAND_DISPLAY -u GTK_THEME -u GTK_IM_MODULE \
    DISPLAY=":$number" GDK_BACKEND=x11 GDK_DEBUG=gl-disable GDK_DISABLE=gl \
    GSK_RENDERER=cairo GTK_A11Y=none \
    GSETTINGS_BACKEND=memory DBUS_SESSION_BUS_ADDRESS="unix:path=$dir/none" \
    HOME="$dir" XDG_DATA_HOME="$dir/data" XDG_CONFIG_HOME="$dir/config" \
    XDG_CACHE_HOME="$dir/cache" XDG_STATE_HOME="$dir/state" XDG_RUNTIME_DIR="$dir/runtime" \
    "$@" || status=$?
exit $status
