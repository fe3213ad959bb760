"""Pictures and sound as values."""
