"""A server's line on a bench: frames are put to it one by one, and what it answers is taken apart."""

from __future__ import annotations

from enfas.protocols.hdlc import DEFAULTS, Address, Information, Pair, ServerLine, Splitter
from enfas.protocols.hdlc.frame import Frame, Kind, encode

SERVER, CLIENT = Address(16), Address(18)
PAIR = Pair(SERVER, CLIENT)
SNRM = Kind.SNRM.control


class Bench:
    """A line whose user answers each payload with `answer`."""

    def __init__(self, answer=lambda payload: b"re " + payload, **options):
        self.line = ServerLine(options.pop("servers", (1, 16)), **options)
        self.answer = answer
        self.events = []
        self.now_s = 0.0

    def raw(self, data: bytes) -> bytes:
        self.line.receive(data, self.now_s)
        return self.drain()

    def drain(self) -> bytes:
        while (event := self.line.next_event()) is not None:
            self.events.append(event)
            if isinstance(event, Information):
                answer = self.answer(event.payload)
                if answer is not None:
                    self.line.send(event.pair, answer)
        return self.line.data_to_send()

    def tell(self, control, information=b"", *, segmented=False, server=SERVER, client=CLIENT):
        out = self.raw(encode(Frame(server, client, control, information, segmented)))
        splitter = Splitter()
        splitter.feed(out)
        return list(iter(splitter.next_frame, None))

    def connect(self, parameters=DEFAULTS, pair=PAIR):
        return self.tell(SNRM, parameters.encode(), server=pair.server, client=pair.client)
