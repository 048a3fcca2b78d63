"""The meter that is only answers, behind a TCP port, for what opens its own connection."""

from __future__ import annotations

import os
import select
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fake_meter import FakeMeter


@contextmanager
def serving(meter: FakeMeter) -> Iterator[str]:
    """Answer on a port of the loopback; yields HOST:PORT."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                while data := connection.recv(65536):
                    connection.sendall(meter.receive(data, 0.0))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def serving_pty(meter: FakeMeter, *, echo: bool) -> Iterator[str]:
    """Answer on a pty, perhaps with the echo of a two-wire optical head; yields its path."""
    master, slave = os.openpty()
    tty.setraw(slave)
    woken, waker = os.pipe()

    def serve() -> None:
        while woken not in select.select([master, woken], [], [])[0]:
            data = os.read(master, 65536)
            os.write(master, (data if echo else b"") + meter.receive(data, 0.0))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        os.write(waker, b"x")
        thread.join()
        for descriptor in (master, slave, woken, waker):
            os.close(descriptor)
