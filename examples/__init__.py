"""Examples that run, and the data that they run on."""
