"""Set up and start from nothing but Python 3 with venv: `python3 bootstrap.py run|test|...` (the Makefile calls it).

Standard library only, and old-Python friendly: it runs before there is an environment. It brings uv in a private venv
(.tools), installs the locked packages into .venv, and hands over to `python -m bot` or pytest. What is done stays.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS, VENV = ROOT / ".tools", ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = TOOLS / "bin" / "uv"


def main():
    verb, words = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if verb == "run":
        install("requirements.lock")
        hand_over([str(PYTHON), "-m", "bot", "run", *words])
    elif verb == "test":
        install("requirements-dev.lock")
        call([str(PYTHON), "-m", "bot", "prepare"], "Preparing failed; the reason stands above.")
        hand_over([str(PYTHON), "-m", "pytest", *words])
    elif verb == "bot":
        install("requirements.lock")
        hand_over([str(PYTHON), "-m", "bot", *words])
    elif verb == "dev":
        install("requirements-dev.lock")
        hand_over([str(PYTHON), "-m", *words])
    else:
        sys.exit("usage: python3 bootstrap.py run | test | bot VERB | dev MODULE")


def install(lock):
    """Bring .venv to what `lock` says; nothing to do when it is already there."""
    stamp = VENV / (".installed-" + lock)
    # The dev lock holds everything of the other one, so it serves for both.
    stamps = [stamp, VENV / ".installed-requirements-dev.lock"]
    if any(path.exists() and path.read_text() == fingerprint(path.name.replace(".installed-", "")) for path in stamps):
        return
    if not UV.exists():
        say("Bringing the installer (uv) ...")
        call(
            [sys.executable, "-m", "venv", str(TOOLS)],
            "Python has no venv. On Debian or Ubuntu: apt install python3-venv. Then try again.",
        )
        call(
            [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"],
            "Could not download uv. Is this machine online? A proxy is set with the usual HTTPS_PROXY. Then try again.",
        )
    if not PYTHON.exists():
        say("Making the Python 3.10 environment ...")
        call(
            [str(UV), "venv", "--quiet", "--python", "3.10", str(VENV)],
            "Python 3.10 is not here and could not be brought. Install it (pyenv install 3.10), then try again.",
        )
    say("Installing packages (about 1 GB the first time) ...")
    call(
        [
            str(UV),
            "pip",
            "install",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "--compile-bytecode",
            "-r",
            str(ROOT / lock),
        ],
        "A package could not be installed; the reason stands above. Nothing is broken: just try again.",
    )
    stamp.write_text(fingerprint(lock))


def fingerprint(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def call(words, reason):
    try:
        code = subprocess.call(words, cwd=str(ROOT))
    except KeyboardInterrupt:
        sys.exit(130)
    if code:
        sys.exit("\n" + reason)


def hand_over(words):
    """Become the next program, so that Ctrl-C and exit codes are its own."""
    os.chdir(str(ROOT))
    os.execv(words[0], words)


def say(line):
    print(line, flush=True)


main()
