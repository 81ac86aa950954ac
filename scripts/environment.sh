# Sourced by the scripts beside it, which set $root first. `ready EXTRA` sees to it that $root/.venv holds the
# project, installed editable, with the dependencies of EXTRA ("" or "dev"). Messages go to stderr; where it can't
# be done it exits 4. Needs python3 >= 3.11 with pip; ensurepip is not needed.

# The project as pip knows it: what is asked for where only an extra is wanted besides.
distribution=provenance-newsroom

# What an installation is made from, relative to $root. When one of these changes, the next start installs again.
sources="pyproject.toml setup.py provenance/kernels/stamp.py provenance/kernels/*.pyx provenance/kernels/*.pxd"

ready() {
    current "$1" || set_up "$1" || exit
}

say() {
    printf 'provenance: %s\n' "$*" >&2
}

# What a finished installation leaves behind: where it stands, which Python runs it, what it was made from.
stamp() {
    printf '%s\n' "$root" "$(readlink -f "$root/.venv/bin/python")"
    (cd "$root" && cat $sources)
}

# Whether that still holds. This is all that a later start does, so it starts no Python.
current() {
    [ -x "$root/.venv/bin/python" ] && stamp | cmp -s - "$root/.venv/installed" \
        && { [ -z "$1" ] || cmp -s "$root/.venv/installed" "$root/.venv/installed-$1"; }
}

# The lock is on this file itself and is the kernel's: it goes when its holders are gone, however they ended.
# A pip that outlives a killed start holds it too, so nobody builds on what it is still writing.
lock='
import fcntl, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("provenance: waiting for another start to finish .venv ...", file=sys.stderr)
    fcntl.flock(0, fcntl.LOCK_EX)
except OSError:
    pass  # a file system without locks
'

set_up() {
    find_python
    [ -w "$root" ] || { say "cannot make .venv: no permission to write in $root"; exit 4; }
    (
        trap 'exit 130' INT
        "$python" -c "$lock" <&9
        current "$1" && exit 0
        cd "$root" || exit 4

        # Only a finished installation in the same place is added to. Half of one can look whole to pip. Of one
        # that is current nothing is built again for an extra, and other extras stay as they are.
        source=.
        if current ""; then
            say "updating .venv ..."
            source=
            rm -f .venv/installed
        elif [ -x .venv/bin/python ] && [ "$(head -n 2 .venv/installed 2>/dev/null)" = "$(stamp | head -n 2)" ]; then
            say "updating .venv ..."
            rm -f .venv/installed*
        else
            say "setting up .venv (first use, about a minute) ..."
            rm -rf .venv && "$python" -m venv --without-pip .venv || { say "cannot make $root/.venv"; exit 4; }
        fi

        stamp >.venv/stamp
        if ! "$python" -m pip --python .venv/bin/python install --quiet --no-input --disable-pip-version-check \
            ${source:+--editable} "${source:-$distribution}${1:+[$1]}" >.venv/install.log 2>&1 </dev/null; then
            cat .venv/install.log >&2
            say "pip could not install what is needed (its own words are above); is a package index within reach?"
            exit 4
        fi
        [ -z "$1" ] || cp .venv/stamp ".venv/installed-$1"
        mv .venv/stamp .venv/installed
    ) 9<>"$root/scripts/environment.sh"
}

# Prints what a Python lacks, nothing where it will do. Must run on any Python.
probe='
import sys
name = "Python %d.%d.%d (%s)" % (sys.version_info[:3] + (sys.executable,))
if sys.version_info < (3, 11):
    print("Python 3.11 or newer is needed, and only " + name + " was found")
else:
    from importlib.util import find_spec
    lacking = [module for module in ("venv", "pip") if not find_spec(module)]
    if lacking:
        print(name + " lacks " + " and ".join(lacking) + "; on Debian or Ubuntu: apt-get install "
              + " ".join("python3-" + module for module in lacking))
'

# Sets $python to the first Python that will do; exits 4 with the reason where there is none.
find_python() {
    problem="Python 3.11 or newer is needed, and no python3 was found"
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        lacking=$("$python" -c "$probe" 2>/dev/null) || continue
        [ -n "$lacking" ] || return 0
        problem=$lacking
    done
    say "$problem"
    exit 4
}
