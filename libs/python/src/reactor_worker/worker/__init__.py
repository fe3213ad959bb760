"""Runs one model: its sessions, turns, commands and hooks."""
