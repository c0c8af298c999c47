#!/bin/sh
# prepare.sh LOCK: see that .venv holds exactly what LOCK (requirements.txt or requirements-dev.txt) names.
# Silent when it does. PYTHON chooses the interpreter, else the first fitting one of this machine is taken.
set -eu
lock=$1
here=$(pwd)
seen=.venv/installed

say() { printf '%s\n' "$*" >&2; }

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

makes_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.14 python3.13 python3.12 python3.11 python
    fi
    incomplete=
    for candidate in "$@"; do
        fits "$candidate" || continue
        if makes_venv "$candidate"; then
            python=$candidate
            return
        fi
        incomplete=${incomplete:-$candidate}
    done
    if [ -n "$incomplete" ]; then
        version=$("$incomplete" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "Zu $incomplete fehlt das Modul „venv“ (ensurepip). Unter Debian und Ubuntu: apt install python$version-venv"
    elif [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON ist kein Python ab 3.11."
    else
        say "Kontor braucht Python ab 3.11; hier ist keines zu finden."
        say "Liegt es an einem anderen Ort: PYTHON=/pfad/zu/python3.12 make …"
    fi
    exit 1
}

same_python() {
    "$1" -c 'import sys; print(sys.version)' 2>/dev/null
}

usable() {
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || return 1
    [ -z "${PYTHON:-}" ] || [ "$(same_python "$PYTHON")" = "$(same_python .venv/bin/python)" ]
}

current() { cmp -s "$1" "$seen/$1"; }

stale() { [ -e "$seen/$1" ] && ! current "$1"; }

install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        --only-binary :all: -r "$1"
    mkdir -p "$seen"
    cp "$1" "$seen/$1"
}

if command -v flock >/dev/null; then  # two makes at once: the second waits for the first
    exec 9<"$here"
    flock 9
fi
if usable && current "$lock"; then
    exit 0
fi
if ! usable || stale requirements.txt || stale requirements-dev.txt || [ ! -e "$seen/requirements.txt" ]; then
    find_python
    say "Die virtuelle Umgebung .venv wird eingerichtet ($("$python" --version)) …"
    "$python" -m venv --clear .venv
    install requirements.txt
fi
if ! current "$lock"; then
    say "Die Pakete aus $lock werden eingerichtet …"
    install "$lock"
fi
