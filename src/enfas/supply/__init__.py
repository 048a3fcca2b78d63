"""What the meter is connected to: recordings, load series, synthetic signals, live samples; one interface.

`open_supply` gives interval rows of whatever it is pointed at, `open_samples` the samples; both stand in
`enfas.supply.open`, the one place where kinds are told apart. A broken source is an `InputError` on one line.
"""
