"""Lines: TCP on the loopback, a pty, the echo of an optical head."""

from __future__ import annotations

import os
import socket
import tty
from contextlib import closing

import pytest

from enfas.errors import ConfigurationError, RemoteError
from enfas.tool.line import EchoFilter, SerialLine, TcpLine, is_device, open_line


@pytest.fixture
def listener():
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server


def test_tcp(listener):
    with closing(open_line(f"127.0.0.1:{listener.getsockname()[1]}")) as line:
        far, _ = listener.accept()
        with closing(far):
            line.write(b"hello")
            assert far.recv(100) == b"hello"
            assert line.read(0.01) == b""
            far.sendall(b"world")
            assert line.read(5.0) == b"world"
            assert line.now_s <= line.now_s
        with pytest.raises(RemoteError, match="closed the connection"):
            line.read(5.0)


def test_tcp_where_no_one_listens(listener):
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(RemoteError, match="no connection to "):
        TcpLine("127.0.0.1", port)


def test_a_line_that_is_gone(listener):
    line = TcpLine("127.0.0.1", listener.getsockname()[1])
    line.close()
    with pytest.raises(RemoteError, match="gone"):
        line.read(0.1)
    with pytest.raises(RemoteError, match="does not take"):
        line.write(b"x")


@pytest.mark.parametrize("place", ["nowhere", "host:", ":4059", "host:port", "host:0", "host:70000"])
def test_places_that_cannot_be(place):
    with pytest.raises(ConfigurationError, match="no place to read from"):
        open_line(place)


def test_devices_and_hosts():
    assert is_device("/dev/ttyUSB0")
    assert is_device("COM3")
    assert not is_device("meter:4059")


def test_a_device_that_is_not_there():
    with pytest.raises(RemoteError, match="cannot be opened"):
        open_line("/dev/no-such-device")


@pytest.fixture
def pty():
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_serial_line_with_and_without_echo(pty):
    master, name = pty
    with closing(SerialLine(name)) as line:
        line.write(b"\x7ehello\x7e")
        assert os.read(master, 100) == b"\x7ehello\x7e"
        assert line.read(0.01) == b""
        os.write(master, b"\x7ehello\x7e\x7eworld\x7e")
        assert line.read(5.0) == b"\x7eworld\x7e"
        line.write(b"\x7ehello\x7e")
        os.write(master, b"\x7eno echo\x7e")
        got = line.read(5.0)
        while len(got) < 9:
            got += line.read(5.0)
        assert got == b"\x7eno echo\x7e"
        assert line.now_s > 0


@pytest.mark.parametrize("step", [1, 2, 100])
@pytest.mark.parametrize(
    ("sent", "came", "clean"),
    [
        (b"abc", b"abcdef", b"def"),
        (b"abc", b"abd", b"abd"),
        (b"", b"xyz", b"xyz"),
        (b"abc", b"xabc", b"xabc"),
    ],
)
def test_the_echo_filter(step, sent, came, clean):
    echo = EchoFilter()
    echo.sent(sent)
    out = b"".join(echo.clean(came[n : n + step]) for n in range(0, len(came), step))
    assert out == clean
    assert echo.release() == b""


def test_the_beginning_of_an_echo_is_given_back_after_the_time_out():
    echo = EchoFilter()
    echo.sent(b"abc")
    assert echo.clean(b"ab") == b""
    assert echo.release() == b"ab"
