"""``State``: what clients may change while a model runs."""

from __future__ import annotations


class State:
    """The values of one session; each public attribute with a type is a field, and gets a command ``set_<field>``.

    ::

        class SunnyState(State):
            prompt: str = InputField("a meadow", max_length=400)
            warmth: float = InputField(0.5, ge=0, le=1)
            _last_prompt: str = ""  # the model's own: clients never see it

    A field needs a default or a type with None; only an ``UploadedFile`` needs neither and is None until a client sends
    one. A new state is made at the start of each session; every default with a type is copied, so that nothing is
    shared between sessions.

    Types: ``str``, ``int``, ``float``, ``bool``, ``Literal``, ``Enum``, ``list``, ``dict`` with text keys, a dataclass
    of such types, ``UploadedFile``, and each of them with ``| None``.
    """
