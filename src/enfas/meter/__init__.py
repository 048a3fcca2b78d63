"""The device: clock, registers, demand, load profile, logs.

Pure: knows no bytes of a protocol, no file, no socket, no wall clock.
"""
