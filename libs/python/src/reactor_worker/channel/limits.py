"""Numbers of the worker protocol; see ``docs/reference/worker-protocol.md``."""

from typing import Final

MESSAGES_FD: Final = 3
SLOTS_FD: Final = 4

PULSE_SECONDS: Final = 0.25
STATS_SECONDS: Final = 2.0

MAX_HEADER_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of one message's JSON; also of the sound and metadata of one emission."""

MAX_PICTURE_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of one picture in I420."""

MAX_SIDE: Final = 16_384
"""Most pixels of one side of a picture."""

MAX_BATCH_FRAMES: Final = 300
"""Most pictures of one track in one emission."""

MAX_SOUND_MS: Final = 60_000
"""Most sound of one emission."""

BUNDLE_SOUND_MS: Final = 50
"""Longest block of sound in one bundle."""

MAX_METADATA_BYTES: Final = 16_384
"""Most bytes that travel with one picture."""

MAX_LOG_CHARACTERS: Final = 16_384

WIRE_SAMPLE_RATE: Final = 48_000
"""Samples a second of all sound that is emitted."""
