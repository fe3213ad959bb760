"""What the launcher says where no class of the Reactor Runtime can run."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Any

import pytest
from worker_process import ROOT, module_at

launch: Any = module_at(ROOT / "src" / "launch.py")

INSTALL = f"run: {sys.executable} -m pip install 'reactor-runtime>=3.10,<4'"


def installed(monkeypatch: pytest.MonkeyPatch, version: str | None) -> str | None:
    """The obstacle in a Python 3.12 that has this version of the package."""

    def found(_name: str) -> str:
        if version is None:
            raise metadata.PackageNotFoundError
        return version

    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(metadata, "version", found)
    answer: str | None = launch.obstacle_to_reactor_runtime()
    return answer


@pytest.mark.parametrize("version", ["3.10.0", "3.11.2", "3.99.0rc1"])
def test_takes_the_versions_whose_parts_it_knows(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    assert installed(monkeypatch, version) is None


@pytest.mark.parametrize("version", ["3.9.1", "3.2.3", "4.0.0", "2.11", "nightly"])
def test_refuses_others_with_the_command_that_installs_one(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    obstacle = installed(monkeypatch, version)
    assert obstacle == (
        f"reactor-runtime {version} is installed, and the server takes 3.10 or newer and older than 4; {INSTALL}"
    )


def test_says_how_to_install_it_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed(monkeypatch, None) == f"reactor-runtime is not installed; {INSTALL}"


def test_says_that_python_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    obstacle = launch.obstacle_to_reactor_runtime()
    assert "reactor-runtime needs 3.12 or newer; name another one in pythonModel({ python })" in obstacle
