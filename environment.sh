#!/bin/sh
# Makes .venv, or brings it up to date: `sh environment.sh base` (what a user needs), or with an extra: `laboratory`, `dev`.
# Instant when nothing has changed. PYTHON=/path/to/python chooses the Python of a new one; any from 3.11 will do.
set -eu

purpose=$1
venv=.venv
unfinished=.venv.unfinished

here=$(pwd -P)
made_from=$(cksum pyproject.toml constraints.txt)

is_usable() {
    # After a move or a copy of the checkout its scripts would still call the old place.
    [ ! -e $unfinished ] && [ "$(cat $venv/.made_at 2>/dev/null || echo "$here")" = "$here" ] && fits $venv/bin/python
}

is_up_to_date() {
    is_usable || return 1
    for made in "$purpose" dev; do # dev holds every extra
        if [ "$(cat "$venv/.$made" 2>/dev/null)" = "$made_from" ]; then return 0; fi
    done
    return 1
}

fits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# A name on the PATH may be a shim that does not run, so every folder of the PATH is tried.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if fits "$PYTHON"; then echo "$PYTHON"; fi
        return
    fi
    for name in python3.13 python3.12 python3.11 python3 python; do
        old_ifs=$IFS
        IFS=:
        for folder in $PATH; do
            IFS=$old_ifs
            if [ -x "$folder/$name" ] && fits "$folder/$name"; then
                echo "$folder/$name"
                return
            fi
        done
        IFS=$old_ifs
    done
}

make_new() {
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "noriai needs Python 3.11 or newer with its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2
        echo "${PYTHON:-Nothing on the PATH} is not that. Install one, or name it: make demo PYTHON=/path/to/python3.11" >&2
        exit 1
    fi
    touch $unfinished
    echo "Making $venv with $("$python" --version) ($python)"
    rm -rf $venv
    "$python" -m venv $venv
    echo "$here" >$venv/.made_at
}

install_packages() {
    quiet=--quiet
    if [ -t 1 ]; then quiet=--progress-bar=on; fi
    target=.
    if [ "$purpose" != base ]; then target=".[$purpose]"; fi
    echo "Installing noriai and the packages pinned in constraints.txt ($purpose): some minutes the first time"
    # By environment variable the pins hold for build tools as well; pip before 25.3 knows only the first name.
    PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
        $venv/bin/python -m pip install $quiet --editable "$target"
}

if is_up_to_date; then exit 0; fi
if ! is_usable; then make_new; fi
touch $unfinished
install_packages
echo "$made_from" >$venv/.base
echo "$made_from" >"$venv/.$purpose"
rm $unfinished
