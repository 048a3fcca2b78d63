"""What the meter is connected to: recordings, load series, synthetic signals, live samples."""
