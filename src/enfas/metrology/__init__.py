"""The measuring part: waveforms and load series to interval rows. Pure; knows nothing of the meter."""
