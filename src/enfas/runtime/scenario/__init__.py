"""Scenarios: a scripted life of a meter, replayed at full speed.

`script` reads the file, `steps` has what can happen (one class each), `loads` what happens to the mains, and
`play` lets it happen.
"""
