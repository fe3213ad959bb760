"""Finds the model's class."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from typing import Any

from ..errors import ReactorError


def find_model(entry: str) -> Any:
    """Import ``MODULE:CLASS`` and return the class. Raises ``bad_declaration``: what and where, in one line."""
    module_name, _, class_name = entry.partition(":")
    if not module_name or not class_name:
        raise ReactorError("bad_declaration", f"the entry {entry!r} names no class; write it as module:Class")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise ReactorError("bad_declaration", _missing(module_name, error)) from error
    except SyntaxError as error:
        where = f"{error.filename}, line {error.lineno}"
        raise ReactorError("bad_declaration", f"{where}: {type(error).__name__}: {error.msg}") from error
    except BaseException as error:
        raise ReactorError("bad_declaration", f"{_place(error)}{type(error).__name__}: {error}") from error
    found = module
    for name in class_name.split("."):
        found = getattr(found, name, None)  # type: ignore[assignment]
        if found is None:
            classes = [key for key, value in vars(module).items() if isinstance(value, type)]
            raise ReactorError(
                "bad_declaration",
                f"{module.__file__} has no {class_name}; it has {', '.join(classes) or 'no class'}; correct the entry",
            )
    return found


def _missing(module_name: str, error: ModuleNotFoundError) -> str:
    missing = error.name or ""
    if module_name == missing or module_name.startswith(f"{missing}."):
        return f"there is no module {missing} in {Path.cwd()}; correct the entry, or the option cwd"
    package = missing.split(".")[0]
    return f"{_place(error)}{error.msg}; run: {sys.executable} -m pip install {package}"


def _place(error: BaseException) -> str:
    """Where the author's code was, the last line outside of the import system."""
    lines = [line for line in traceback.extract_tb(error.__traceback__) if not line.filename.startswith("<frozen")]
    own = [line for line in lines if "/reactor_worker/" not in line.filename and "importlib" not in line.filename]
    return f"{own[-1].filename}, line {own[-1].lineno}: " if own else ""
