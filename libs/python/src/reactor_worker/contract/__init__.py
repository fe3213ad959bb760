"""Reads a model's class: its fields, commands, messages and tracks, and the manifest that the server works from."""
