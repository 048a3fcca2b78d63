"""The non-volatile memory: SQLite behind the meter's port, with a versioned format (docs/storage.md)."""
