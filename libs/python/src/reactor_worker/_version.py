"""The version of this package, which is that of the server's."""

__version__ = "0.1.0"
