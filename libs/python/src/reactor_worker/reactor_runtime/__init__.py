"""Hosts classes that were written for the Python Reactor Runtime, as they are.

Its package, ``reactor-runtime``, is installed by the user. ``installed.py`` alone imports it, and names all that is
used of it; ``tests/test_reactor_runtime_contract.py`` checks that against the package.
"""
