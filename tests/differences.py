"""What of our objects the real meter does not have, or has otherwise, by logical name, with the reason."""

from __future__ import annotations

from typing import Final

__all__ = ["OURS_ALONE", "READ_ONLY_HERE"]

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
