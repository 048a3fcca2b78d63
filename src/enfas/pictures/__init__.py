"""Pictures in files: load profile, registers, LCD."""
