"""Joins supply, metrology, meter, memory and lines; owns the loop and the real clock."""
