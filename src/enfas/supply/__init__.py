"""What the meter is connected to: recordings, load series, synthetic signals, live samples; one interface.

`enfas.supply.open` gives samples or loads (`enfas.intake`) of whatever it is pointed at and measures nothing;
`enfas.supply.kinds` tells kinds apart. A broken source is an `InputError` on one line.
"""
