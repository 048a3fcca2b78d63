"""The states of a link and what each frame does in them: all of it is in these two tables.

    server   NDM --SNRM--> NRM --DISC or silence--> NDM,   NRM --what cannot be--> FRMR --SNRM--> NRM
    client   NDM --connect--> CONNECTING --UA--> NRM --disconnect--> DISCONNECTING --UA, DM--> NDM

A pair (state, kind) that is not in its table is passed over.

Source: IEC 62056-46, modes NDM and NRM, commands and responses; ISO/IEC 13239, frame reject condition.
"""

from __future__ import annotations

from enum import Enum, auto, unique
from typing import Final

from enfas.protocols.hdlc.frame import Kind

__all__ = ["CLIENT", "SERVER", "Act", "State"]


@unique
class State(Enum):
    """The mode of a link at one of its ends."""

    NDM = auto()  # normal disconnected mode
    NRM = auto()  # normal response mode
    FRMR = auto()  # server only: frame rejected, only SNRM and DISC help
    CONNECTING = auto()  # client only: SNRM sent
    DISCONNECTING = auto()  # client only: DISC sent


@unique
class Act(Enum):
    """What an end does with a frame."""

    SET_UP = auto()  # server: agree on parameters, answer UA
    RELEASE = auto()  # server: answer UA, be disconnected
    REFUSE = auto()  # server: answer DM when polled
    REJECT = auto()  # server: answer FRMR, wait to be set up anew
    REJECT_AGAIN = auto()  # server: the same FRMR once more when polled
    TAKE = auto()  # both: an I frame
    SUPERVISE = auto()  # both: RR or RNR
    DELIVER = auto()  # both: UI, to the user
    ACCEPTED = auto()  # client: UA to SNRM
    REFUSED = auto()  # client: DM
    RELEASED = auto()  # client: UA or DM to DISC
    REJECTED = auto()  # client: FRMR


SERVER: Final[dict[tuple[State, Kind], Act]] = {
    (State.NDM, Kind.SNRM): Act.SET_UP,
    (State.NDM, Kind.DISC): Act.REFUSE,
    (State.NDM, Kind.I): Act.REFUSE,
    (State.NDM, Kind.RR): Act.REFUSE,
    (State.NDM, Kind.RNR): Act.REFUSE,
    (State.NDM, Kind.UI): Act.REFUSE,
    (State.NDM, Kind.UNKNOWN): Act.REFUSE,
    (State.NRM, Kind.SNRM): Act.SET_UP,
    (State.NRM, Kind.DISC): Act.RELEASE,
    (State.NRM, Kind.I): Act.TAKE,
    (State.NRM, Kind.RR): Act.SUPERVISE,
    (State.NRM, Kind.RNR): Act.SUPERVISE,
    (State.NRM, Kind.UI): Act.DELIVER,
    (State.NRM, Kind.UNKNOWN): Act.REJECT,
    (State.FRMR, Kind.SNRM): Act.SET_UP,
    (State.FRMR, Kind.DISC): Act.RELEASE,
    (State.FRMR, Kind.I): Act.REJECT_AGAIN,
    (State.FRMR, Kind.RR): Act.REJECT_AGAIN,
    (State.FRMR, Kind.RNR): Act.REJECT_AGAIN,
    (State.FRMR, Kind.UNKNOWN): Act.REJECT_AGAIN,
}

CLIENT: Final[dict[tuple[State, Kind], Act]] = {
    (State.NDM, Kind.UI): Act.DELIVER,
    (State.CONNECTING, Kind.UA): Act.ACCEPTED,
    (State.CONNECTING, Kind.DM): Act.REFUSED,
    (State.NRM, Kind.I): Act.TAKE,
    (State.NRM, Kind.RR): Act.SUPERVISE,
    (State.NRM, Kind.RNR): Act.SUPERVISE,
    (State.NRM, Kind.UI): Act.DELIVER,
    (State.NRM, Kind.DM): Act.REFUSED,
    (State.NRM, Kind.FRMR): Act.REJECTED,
    (State.DISCONNECTING, Kind.UA): Act.RELEASED,
    (State.DISCONNECTING, Kind.DM): Act.RELEASED,
}
