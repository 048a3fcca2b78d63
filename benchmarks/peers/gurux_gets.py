"""How long the Gurux Python server takes for a register GET, bytes in to bytes out, without a socket.

python gurux_gets.py FOLDER COUNT

FOLDER holds `bench_gurux_server.py` and its shim. Prints the seconds that a GET takes, the best of five runs.
Runs in the peers' environment: gurux-dlms is under GPL-2.0 and no part of the project.
"""

from __future__ import annotations

import datetime
import struct
import sys
import time

AARQ = bytes.fromhex("601da109060760857405080101be10040e01000000065f1f0400007e1fffff")
GET = bytes.fromhex("c001c100030100010800ff0200")


def wrapped(apdu: bytes) -> bytes:
    """An APDU from client 16 to server 1."""
    return struct.pack(">HHHH", 1, 16, 1, len(apdu)) + apdu


def main() -> None:
    """Measure and print."""
    folder, count = sys.argv[1], int(sys.argv[2])
    sys.path.insert(0, folder)
    import bench_gurux_server as peer
    import gurux_server_shim as shim
    from gurux_dlms.enums import InterfaceType
    from gurux_dlms.objects import GXDLMSAssociationLogicalName

    objects = peer.build(1, datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC))
    association = GXDLMSAssociationLogicalName("0.0.40.0.0.255")
    server = shim.Server(objects, association, InterfaceType.WRAPPER, b"00000000")
    server.reset()
    if not server.answer(bytearray(wrapped(AARQ))):
        raise SystemExit("no association")
    answer = bytes(server.answer(bytearray(wrapped(GET))))
    if answer[8:10] != b"\xc4\x01" or answer[11]:
        raise SystemExit(f"no data: {answer.hex()}")
    request = wrapped(GET)
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for _ in range(count):
            server.answer(bytearray(request))
        best = min(best, time.perf_counter() - begin)
    print(best / count)


if __name__ == "__main__":
    main()
