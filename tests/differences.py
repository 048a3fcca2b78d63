"""What of our objects the real meter does not have, or has otherwise, by logical name, with the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tools.differences import Published

__all__ = ["BEHAVIOUR", "OURS_ALONE", "READ_ONLY_HERE", "reason_of"]

OURS_ALONE: Final[dict[str, str]] = {
    **{
        f"0.1.96.8.{t}.255": "the hour counters by tariff, which the real meter has on no wire"
        for t in range(1, 9)
    },
    "0.0.10.0.100.255": "the standard's script table of tariffs, beside the maker's registers",
    "0.0.11.0.0.255": "the standard's special days table",
    "0.0.13.0.0.255": "the standard's activity calendar",
    "0.0.14.0.1.255": "the standard's register activation, of energies",
    "0.0.14.0.2.255": "the standard's register activation, of peaks",
    **{f"1.1.0.129.{n}.255": "the K382M's configuration numbers" for n in range(1, 6)},
    "0.4.25.9.0.255": "the standard's push setup of alarms, beside the maker's registers",
    "0.0.96.3.10.255": "the standard's disconnect control, beside the maker's registers",
    "0.0.42.0.0.255": "the standard's logical device name",
    "0.0.44.0.0.255": "image transfer, which the real meter has too; its table of objects leaves it out",
    "0.0.15.0.2.255": "the standard's single action schedule: when an image is activated",
    "0.0.10.0.107.255": "the standard's script table that activates an image",
    "1.1.0.129.128.255": "the software code: the maker's tool has its own way",
    "1.1.0.1.7.128": "how often the occurrence counters are logged: the maker's tool has its own way",
    **{
        f"1.1.134.0.{n}.255": "what is set for voltage quality: the maker's tool has its own way"
        for n in range(128, 132)
    },
    "1.1.99.98.128.255": "the log of changes of the software code",
    "1.1.96.54.132.255": "the application's version: the maker shows that of the legal part only",
    "1.1.96.54.131.255": "the application's checksum, likewise",
    "1.1.0.2.129.255": "the version of the object list, which the real meter names at its consumer port only",
    "1.1.96.54.128.255": "the trial of a firmware, and its confirmation",
    "1.1.96.54.130.255": "the identifier of a transfer, so that it can be gone on with",
    "0.0.96.13.0.255": "the standard's consumer information at the port",
    "0.0.96.13.1.255": "the standard's consumer information on the display",
    **{
        f"1.1.130.0.{e}.255": "prepayment by tokens, in hundredths, with emergency credit"
        for e in range(128, 134)
    },
    "1.1.99.98.129.255": "the log of credit and tokens",
    **{f"0.1.21.0.{n}.255": "a list of the display: the maker's tool has its own way" for n in (1, 2, 3, 5)},
}

READ_ONLY_HERE: Final[dict[str, str]] = {
    "1.1.0.0.0.255": "the last digits follow from the meter number",
}

_ABSENT: Final = (
    (r"1\.1\.(4[1-9]|5[0-3]|6[1-9]|7[0-3])\..*", "phases L2 and L3: of meters with three phases"),
    (r"1\.1\.81\.7\.(51|62)\.255", "phases L2 and L3: of meters with three phases"),
    (r"1\.1\.133\.0\.(17|18|22|23)\.255", "phases L2 and L3: of meters with three phases"),
    (r"1\.1\.133\.0\.13\.255", "unbalance: a meter of one phase cannot see it"),
    (
        r"1\.1\.81\.7\.128\.255|1\.1\.92\.7\.0\.255",
        "the neutral's own quantities: of meters with three phases",
    ),
    (r"1\.1\.134\.0\.(9|10|11)\.255", "the neutral's own quantities: of meters with three phases"),
    (r"1\.1\.(1|2|3|4|9|10)\.(8|6)\.[5-8]\.255", "tariffs 5 to 8: counted apart; the data sheet offers four"),
    (r"0\.1\.1\.0\.1\.255", "a second clock that only names a column of the clock's log"),
    (r"1\.1\.96\.1\.2\.255", "to come with the module cards"),
)
"""Why a published object is not here, by a pattern of logical names."""


def reason_of(item: Published) -> str:
    """Why an object that the maker has published is not here.

    Raises:
        KeyError: It should be.
    """
    for pattern, reason in _ABSENT:
        if re.fullmatch(pattern, item.obis):
            return reason
    raise KeyError(f"{item.obis} {item.name} is published, and neither here nor among the differences")


BEHAVIOUR: Final = (
    (
        "Under 160 V for more than 1 s the processor shuts down, and the meter measures nothing.",
        "It goes on measuring on backup power down to 5 % of the nominal voltage, and counts; only an "
        "absence of voltage for more than 1 s is an outage.",
    ),
    (
        "About 15 s pass after mains returns before the meter operates.",
        "Registration starts at once; only the display takes its time.",
    ),
    (
        "Rows of a read log bear a deviation and a daylight-saving status in some firmware (K351C, 2013).",
        "Stamps are in normal time, without deviation, as the technical description says.",
    ),
    (
        "What a source does not know does not occur.",
        "A register whose value the recording does not tell reads as null-data, never as zero.",
    ),
    (
        "Access rights of settings differ by client in encrypted firmware.",
        "Clients 18, 19 and 20 may write alike, each at its own port and over the network.",
    ),
    (
        "The display's objects, and how the right button is worked, are not published.",
        "Each list is a profile of the Blue Book's display read-outs; start-up ends with every segment.",
    ),
    (
        "The cut-off log has an identifier, for which no object is published.",
        "It has none; a warning before cut-off is no entry.",
    ),
    (
        "What smart disconnect does with limit 0, with power and with long intervals is not published.",
        "0 is no limit; power is the imported mean of 1 s; a row longer than 1 s stands for its mean.",
    ),
    (
        "Waits, and days without credit, run by an unknown time.",
        "They run in real time, in an outage too, whatever the clock is set to.",
    ),
    (
        'A tariff written to the register "forces a change".',
        "It is refused unless tariffs go by register (Z13=002).",
    ),
    (
        "What tariff holds while the time is invalid is not published.",
        "The default tariff, which can be written.",
    ),
    (
        "Alarms are sent in a protocol of the maker's own.",
        "They are DLMS data-notifications of the standard's push setup, confirmed and repeated.",
    ),
    (
        "When a magnetic field is lasting, and how long a capacitor and a battery serve, is not published.",
        "From 60 s; 7 days when full after an hour of mains; 10 years.",
    ),
    (
        "The public client's object list has no logical device name.",
        "The same: the object is there for the management client.",
    ),
)
"""Where the meter behaves otherwise: the real one, and this."""
