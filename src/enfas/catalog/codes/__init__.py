"""Configuration codes: the data sheet's tables, and codes made of them.

`table` says what a table is made of, `values` holds what codes set, `hardware` and `software` (with `ports`
for Z3) are the tables; `hardware_code` and `software_code` read and write whole codes, `code` is what they
share, `text` how codes are written.
"""

from enfas.catalog.codes.code import Explained
from enfas.catalog.codes.hardware_code import HardwareCode
from enfas.catalog.codes.software_code import SoftwareCode
from enfas.catalog.codes.text import named_pairs

__all__ = ["Explained", "HardwareCode", "SoftwareCode", "named_pairs"]
