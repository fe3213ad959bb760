"""The program that the server starts for a Python model.

It finds the package ``reactor_worker`` and runs its worker. Where that cannot be, it answers the server's ``load`` with
the reason and the command that mends it. It also runs in a Python that is too old for the package, to say so.
"""

import argparse
import json
import os
import struct
import sys

OLDEST = (3, 10)
OLDEST_OF_REACTOR_RUNTIME = (3, 12)
MESSAGES_FD = 3
DISTRIBUTION = "nestjs-reactor-worker"
HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    """Run the worker, or say why it cannot run."""
    parser = argparse.ArgumentParser(description="Started by the server: see docs/guides/python.md.")
    parser.add_argument("--entry", required=True, help="MODULE:CLASS of the model")
    parser.add_argument("--config", help="file that the model's load() is given")
    parser.add_argument("--runtime", default="reactor-worker", choices=["reactor-worker", "reactor-runtime"])
    parser.add_argument("model", help="the model's name on the wire")
    args = parser.parse_args()
    # The first place is this file's folder, except in a Python that keeps such folders out. The model's own takes it.
    if sys.path and os.path.abspath(sys.path[0]) == HERE:
        del sys.path[0]
    sys.path.insert(0, os.getcwd())
    reason = obstacle()
    if reason is None and args.runtime == "reactor-runtime":
        reason = obstacle_to_reactor_runtime()
    if reason is not None:
        refuse(reason)
        return
    try:
        from reactor_worker.worker.main import run
    except ImportError as error:
        command = pip_install("--force-reinstall", "%s==%s" % (DISTRIBUTION, version_here()))
        refuse("%s cannot be imported (%s); run: %s" % (DISTRIBUTION, one_line(error), command))
        return
    run(model=args.model, entry=args.entry, config=args.config, runtime=args.runtime)


def obstacle():
    """Return why the worker cannot run in this Python, or None; on None, the package can be imported."""
    if sys.version_info < OLDEST:
        return "%s is Python %s, and a model needs 3.10 or newer; name another one in pythonModel({ python })" % (
            sys.executable,
            sys.version.split()[0],
        )
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        return "numpy cannot be imported (%s); run: %s" % (one_line(error), pip_install("numpy"))
    wanted = version_here()
    installed = version_installed()
    if installed is None:
        sys.path.append(HERE)
    elif installed != wanted:
        return "%s %s is installed, and the server needs %s; run: %s" % (
            DISTRIBUTION,
            installed,
            wanted,
            pip_install("%s==%s" % (DISTRIBUTION, wanted)),
        )
    return None


def obstacle_to_reactor_runtime():
    """Return why no class of the Reactor Runtime can run in this Python, or None."""
    if sys.version_info < OLDEST_OF_REACTOR_RUNTIME:
        return (
            "%s is Python %s, and reactor-runtime needs 3.12 or newer; name another one in pythonModel({ python })"
            % (
                sys.executable,
                sys.version.split()[0],
            )
        )
    from importlib import metadata

    install = pip_install("'reactor-runtime>=3.10,<4'")
    try:
        found = metadata.version("reactor-runtime")
    except metadata.PackageNotFoundError:
        return "reactor-runtime is not installed; run: %s" % install
    try:
        major, minor = (int(part) for part in found.split(".")[:2])
    except ValueError:
        major, minor = 0, 0
    if (major, minor) < (3, 10) or major > 3:
        return "reactor-runtime %s is installed, and the server takes 3.10 or newer and older than 4; run: %s" % (
            found,
            install,
        )
    return None


def version_here():
    """Return the version of the package beside this file."""
    found = {}
    with open(os.path.join(HERE, "reactor_worker", "_version.py")) as source:
        exec(source.read(), found)
    return found["__version__"]


def version_installed():
    """Return the version of the installed package, or None."""
    from importlib import metadata

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return None


def pip_install(*what):
    """Return the command that installs it for this Python."""
    return "%s -m pip install %s" % (sys.executable, " ".join(what))


def one_line(error):
    """Return the first line of what an exception says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def refuse(reason):
    """Answer ``load`` with the reason, and wait until the server ends this process."""
    read_exactly(struct.unpack("<I", read_exactly(4))[0])
    answer = json.dumps({"type": "loadFailed", "reason": reason}).encode("utf-8")
    os.write(MESSAGES_FD, struct.pack("<I", len(answer)) + answer)
    while os.read(MESSAGES_FD, 65536):
        pass


def read_exactly(count):
    """Return so many bytes of the server; end where it has ended."""
    found = b""
    while len(found) < count:
        more = os.read(MESSAGES_FD, count - len(found))
        if not more:
            sys.exit(0)
        found += more
    return found


if __name__ == "__main__":
    main()
