"""Configuration codes: the data sheet's tables, and codes made of them.

`table` says what a table is made of, `values` holds what codes set, `hardware` and `software` (with `ports`
for Z3) are the tables, `code` reads and writes whole codes.
"""

from enfas.catalog.codes.code import Explained, HardwareCode, SoftwareCode, named_pairs

__all__ = ["Explained", "HardwareCode", "SoftwareCode", "named_pairs"]
