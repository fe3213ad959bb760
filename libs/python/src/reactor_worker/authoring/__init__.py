"""What a model's author imports, by topic; all of it is exported by ``reactor_worker``."""
