#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-session.sh KEYRING COMMAND...
#
# Runs COMMAND on a session bus of its own that starts no services, with fresh XDG directories, and
# ends what it started. KEYRING is what the command finds there, told to it as ENVOI_KEYRING:
#
#   none          no Secret Service
#   unlocked      gnome-keyring-daemon, open
#   locked        gnome-keyring-daemon that loaded a locked keyring; COMMAND runs once before, with
#                 ENVOI_KEYRING=seed and the keyring open, to put something in
#   file          no Secret Service; libsecret's own store in a file, as in a sandbox
#   file-closed   the same, and the portal does not give the key to it
#   mock-MODE     mock-secrets.py in MODE
#
# Exits with 77 (skipped) where the programs needed are not installed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
password='correct horse'

if [ -z "${ENVOI_SESSION:-}" ]; then
    command -v dbus-run-session >/dev/null || exit 77
    case $1 in
        unlocked | locked) command -v gnome-keyring-daemon >/dev/null || exit 77 ;;
    esac
    ENVOI_SESSION=$(mktemp -d)
    export ENVOI_SESSION
    trap 'rm -rf "$ENVOI_SESSION"' EXIT
    for name in data config cache state runtime; do mkdir -m 700 "$ENVOI_SESSION/$name"; done
    cat >"$ENVOI_SESSION/bus.conf" <<CONFIG
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$ENVOI_SESSION</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONFIG
    status=0
    env -u DISPLAY -u WAYLAND_DISPLAY -u GNOME_KEYRING_CONTROL -u SSH_AUTH_SOCK \
        HOME="$ENVOI_SESSION" XDG_DATA_HOME="$ENVOI_SESSION/data" \
        XDG_CONFIG_HOME="$ENVOI_SESSION/config" XDG_CACHE_HOME="$ENVOI_SESSION/cache" \
        XDG_STATE_HOME="$ENVOI_SESSION/state" XDG_RUNTIME_DIR="$ENVOI_SESSION/runtime" \
        dbus-run-session --config-file="$ENVOI_SESSION/bus.conf" -- "$0" "$@" || status=$?
    exit $status
fi

service=
name=org.freedesktop.secrets
stop_service() {
    if [ -n "$service" ]; then
        kill "$service" 2>/dev/null || true
        wait "$service" 2>/dev/null || true
        service=
    fi
}
trap stop_service EXIT

start_unlocked() {
    printf %s "$password" >"$ENVOI_SESSION/password"
    gnome-keyring-daemon --foreground --unlock --components=secrets \
        <"$ENVOI_SESSION/password" >/dev/null 2>&1 &
    service=$!
    gdbus wait --session --timeout 10 $name
}

start_locked() {
    gnome-keyring-daemon --foreground --components=secrets </dev/null >/dev/null 2>&1 &
    service=$!
    gdbus wait --session --timeout 10 $name
}

keyring=$1
shift
case $keyring in
    none) ;;
    file | file-closed)
        export SECRET_BACKEND=file SECRET_FILE_TEST_PATH="$ENVOI_SESSION/keyring"
        if [ "$keyring" = file ]; then export SECRET_FILE_TEST_PASSWORD="$password"; fi
        ;;
    unlocked) start_unlocked ;;
    locked)
        start_unlocked
        ENVOI_KEYRING=seed "$@" >&2
        stop_service
        start_locked
        ;;
    mock-*)
        name=io.github.envoi_mail.MockSecrets
        export SECRET_SERVICE_BUS_NAME=$name
        ${PYTHON:-/usr/bin/python3} "$here/mock-secrets.py" $name "${keyring#mock-}" &
        service=$!
        gdbus wait --session --timeout 10 $name
        ;;
    *)
        echo "with-session.sh: unknown keyring $keyring" >&2
        exit 64
        ;;
esac

status=0
ENVOI_KEYRING=$keyring "$@" || status=$?
exit $status
