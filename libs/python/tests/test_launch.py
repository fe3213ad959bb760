"""Pythons in which the worker cannot run say what to do."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from worker_process import WorkerProcess

from reactor_worker import __version__


def older_python() -> str | None:
    """An interpreter that is too old for the package, where one is installed."""
    versions = sorted((Path.home() / ".pyenv" / "versions").glob("3.[6-9].*/bin/python"))
    found = [*map(str, versions), *(f"python3.{minor}" for minor in (6, 7, 8, 9))]
    for python in found:
        try:
            subprocess.run([python, "-c", ""], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    return None


def test_a_python_that_is_too_old_is_named() -> None:
    python = older_python()
    if python is None:
        pytest.skip("no Python older than 3.10 is installed")
    with WorkerProcess("sunny:Sunny", python=python) as worker:
        assert re.fullmatch(
            r".* is Python 3\.\d+\.\d+, and a model needs 3\.10 or newer; name another one in pythonModel\(\{ python \}\)",
            worker.expect("loadFailed")["reason"],
        )


def test_numpy_that_is_missing_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=False)
    python = str(tmp_path / "bin" / "python")
    with WorkerProcess("sunny:Sunny", python=python, env={"PYTHONPATH": ""}) as worker:
        reason = worker.expect("loadFailed")["reason"]
        assert reason == f"numpy cannot be imported (No module named 'numpy'); run: {python} -m pip install numpy"


@pytest.mark.parametrize(("version", "fits"), [(__version__, True), ("0.0.9", False)])
def test_an_installed_package_must_have_the_version_of_the_server(tmp_path: Path, version: str, fits: bool) -> None:
    metadata = tmp_path / f"nestjs_reactor_worker-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.1\nName: nestjs-reactor-worker\nVersion: {version}\n")
    package = tmp_path / "reactor_worker" / "__init__.py"
    package.parent.mkdir()
    package.write_text("raise ImportError('the installed one')\n")
    with WorkerProcess("sunny:Sunny", env={"PYTHONPATH": str(tmp_path)}) as worker:
        if fits:
            # It is the installed one that is imported.
            assert worker.expect("loadFailed")["reason"] == (
                "nestjs-reactor-worker cannot be imported (the installed one); "
                f"run: {sys.executable} -m pip install --force-reinstall nestjs-reactor-worker=={__version__}"
            )
        else:
            assert worker.expect("loadFailed")["reason"] == (
                f"nestjs-reactor-worker 0.0.9 is installed, and the server needs {__version__}; "
                f"run: {sys.executable} -m pip install nestjs-reactor-worker=={__version__}"
            )


def test_the_folder_of_the_model_comes_first(tmp_path: Path) -> None:
    (tmp_path / "reactor_models.py").write_text(
        "import os, sys\n"
        "from reactor_worker import Idle, Pipeline\n"
        "class Here(Pipeline):\n"
        "    def load(self, config):\n"
        "        assert sys.path[0] == os.getcwd(), sys.path\n"
        "    def inference(self):\n"
        "        yield Idle\n"
    )
    for safe_path in ("", "1"):
        with WorkerProcess("reactor_models:Here", cwd=tmp_path, env={"PYTHONSAFEPATH": safe_path}) as worker:
            worker.expect("loaded")
