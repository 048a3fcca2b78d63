"""The non-volatile memory behind the meter's memory port."""
