"""Settings of the HDLC link layer: no registers, for a class of their own shows them (IEC HDLC setup).

Source: defaults of DLMS protocol 5512-1424 D1, HDLC settings; bounds of IEC 62056-46.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.registers import Setting

__all__ = ["LINK_SETTINGS"]

LINK_SETTINGS: Final[dict[str, Setting]] = {
    "hdlc_address": Setting(32, 16, 16_381),
    "hdlc_inactivity_s": Setting(20, 0, 0xFFFF),
    "hdlc_inter_octet_ms": Setting(500, 20, 6_000),
}
"""The lower address that the meter answers to; for how long a link may be silent before it is down (0: for
ever) [s]; for how long a frame may stop before it is given up [ms]."""
