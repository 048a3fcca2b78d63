"""Pumps of bytes between a line and a session: sockets, serial lines, ptys."""
