"""Messages and slots as bytes: the examples of the protocol's page, and what breaks."""

from __future__ import annotations

import os
import socket
import tempfile
import threading

import pytest

from reactor_worker.channel.channel import Channel, ServerEnded
from reactor_worker.channel.framing import frame_message
from reactor_worker.channel.slot_file import SlotFile


def no_loss(cause: str) -> None:
    raise AssertionError(cause)


def test_frames_a_message_as_a_length_a_header_and_its_parts() -> None:
    chunks = frame_message({"type": "media", "n": "ü"}, [b"abc", b"", b"d"])
    header = b'{"type":"media","n":"\\u00fc","parts":[3,0,1]}'
    assert b"".join(chunks) == len(header).to_bytes(4, "little") + header + b"abcd"
    with pytest.raises(ValueError, match="Out of range float"):
        frame_message({"type": "pulse", "n": float("nan")})


def test_reads_messages_however_the_bytes_are_divided() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(theirs.fileno(), no_loss)
    content = b"".join(bytes(chunk) for chunk in frame_message({"type": "video"}, [b"x" * 100_000, b""]))

    def send() -> None:
        for byte in content[:60]:
            ours.sendall(bytes([byte]))
        ours.sendall(content[60:])
        ours.close()

    sending = threading.Thread(target=send)
    sending.start()
    message = channel.read()
    assert (message["type"], [len(part) for part in message["parts"]]) == ("video", [100_000, 0])
    assert bytes(message["parts"][0]) == b"x" * 100_000
    with pytest.raises(ServerEnded):
        channel.read()
    sending.join()
    theirs.close()


def test_messages_of_several_threads_do_not_mix() -> None:
    ours, theirs = socket.socketpair()
    posting, reading = Channel(ours.fileno(), no_loss), Channel(theirs.fileno(), no_loss)

    def post(number: int) -> None:
        for _ in range(50):
            posting.post({"type": "message", "n": number}, [bytes([number]) * 20_000])

    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(200):
        message = reading.read()
        assert set(message["parts"][0]) == {message["n"]}
    for thread in threads:
        thread.join()
    ours.close()
    theirs.close()


def test_a_connection_that_breaks_is_reported() -> None:
    ours, theirs = socket.socketpair()
    causes: list[str] = []
    channel = Channel(ours.fileno(), causes.append)
    theirs.close()
    channel.post({"type": "pulse"})
    assert causes[0].startswith("the pipe to the server failed: ")
    ours.close()


def test_slots_are_taken_lowest_first_and_given_back_once() -> None:
    with tempfile.TemporaryFile() as file:
        slots = SlotFile(file.fileno(), stride=16, count=2)
        assert [slots.take(), slots.take(), slots.take()] == [0, 1, 2]
        slots.give(1)
        slots.give(1)
        slots.give(99)
        assert (slots.free, slots.lent, slots.used) == (1, 2, 3)
        assert slots.take() == 1
        assert slots.write(1, memoryview(b"abc"))
        assert os.pread(file.fileno(), 3, 16) == b"abc"
        # There is no third slot in the file, and no room for more than a stride in one.
        assert not slots.write(2, memoryview(b"abc"))
        assert not slots.write(0, memoryview(b"x" * 17))


def test_a_slot_without_room_on_the_disk_is_no_error() -> None:
    with open(os.devnull, "rb") as file:
        assert not SlotFile(file.fileno(), 16, 2).write(0, memoryview(b"abc"))
