"""Is no Python."""
class Model(:
