"""Needs a package that nobody has."""

import absent_package  # noqa: F401
