"""The meter as COSEM objects: one file for each interface class, one table of objects, one of clients."""
