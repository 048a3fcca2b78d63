"""Where a protocol meets the meter; a face reads the meter and computes nothing."""
