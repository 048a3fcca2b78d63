"""What two ends of a link agree on when it is set up: information field lengths and windows.

The field is `81 80 length`, then for each parameter its identifier, length and value: 05 information field
transmit, 06 receive, 07 window transmit, 08 receive, each as its sender sees it. Absent ones take the
defaults.

Source: IEC 62056-46, negotiation of the data link parameters by SNRM and UA.
"""

from __future__ import annotations

from typing import NamedTuple

from enfas.errors import DecodeError

__all__ = ["DEFAULTS", "OMNIPOWER", "Parameters"]

_FORMAT, _GROUP = 0x81, 0x80
_TRANSMIT, _RECEIVE, _WINDOW_TRANSMIT, _WINDOW_RECEIVE = 5, 6, 7, 8
_MAX_INFORMATION = 2030
_MAX_WINDOW = 7


class Parameters(NamedTuple):
    """One end's limits: information fields [octets] and windows [frames], as that end sends and receives."""

    transmit: int = 128
    receive: int = 128
    transmit_window: int = 1
    receive_window: int = 1

    def against(self, other: Parameters) -> Parameters:
        """What this end may do with the other one: each way the smaller of what is sent and what is taken."""
        return Parameters(
            min(self.transmit, other.receive),
            min(self.receive, other.transmit),
            min(self.transmit_window, other.receive_window),
            min(self.receive_window, other.transmit_window),
        )

    def encode(self) -> bytes:
        """The information field of SNRM or UA; lengths in two octets and windows in four, as in the meter."""
        body = bytearray()
        for identifier, value, width in (
            (_TRANSMIT, self.transmit, 2),
            (_RECEIVE, self.receive, 2),
            (_WINDOW_TRANSMIT, self.transmit_window, 4),
            (_WINDOW_RECEIVE, self.receive_window, 4),
        ):
            body += bytes([identifier, width]) + value.to_bytes(width, "big")
        return bytes([_FORMAT, _GROUP, len(body)]) + body

    @classmethod
    def decode(cls, data: bytes) -> Parameters:
        """Read the information field of SNRM or UA; an empty one means the defaults.

        Values over what the protocol allows are cut down to it; unknown parameters are passed over.

        Raises:
            DecodeError: The field is not built as it should be, or a value is zero.
        """
        if not data:
            return DEFAULTS
        if len(data) < 3 or data[0] != _FORMAT or data[1] != _GROUP or data[2] != len(data) - 3:
            raise DecodeError("no HDLC parameter field of format 81, group 80 and right length")
        found = dict(_items(data[3:]))
        if 0 in found.values():
            raise DecodeError("an HDLC parameter is zero")
        return cls(
            min(found.get(_TRANSMIT, DEFAULTS.transmit), _MAX_INFORMATION),
            min(found.get(_RECEIVE, DEFAULTS.receive), _MAX_INFORMATION),
            min(found.get(_WINDOW_TRANSMIT, DEFAULTS.transmit_window), _MAX_WINDOW),
            min(found.get(_WINDOW_RECEIVE, DEFAULTS.receive_window), _MAX_WINDOW),
        )


def _items(data: bytes) -> list[tuple[int, int]]:
    """The known parameters and their values, one, two or four octets each."""
    items = []
    offset = 0
    while offset < len(data):
        if offset + 2 > len(data) or offset + 2 + data[offset + 1] > len(data):
            raise DecodeError("the HDLC parameter field ends inside a parameter")
        identifier, width = data[offset], data[offset + 1]
        offset += 2 + width
        if identifier not in (_TRANSMIT, _RECEIVE, _WINDOW_TRANSMIT, _WINDOW_RECEIVE):
            continue
        if width not in (1, 2, 4):
            raise DecodeError(f"HDLC parameter {identifier} has {width} octets, not 1, 2 or 4")
        items.append((identifier, int.from_bytes(data[offset - width : offset], "big")))
    return items


DEFAULTS = Parameters()
"""What holds when nothing is said. Source: IEC 62056-46, default values."""

OMNIPOWER = Parameters(transmit=1010, receive=1010)
"""The largest that the OMNIPOWER meter offers. Source: Kamstrup DLMS protocol 5512-1424 D1, HDLC settings."""
