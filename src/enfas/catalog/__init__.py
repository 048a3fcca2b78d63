"""The tables of facts: one row for each register, event and configuration code."""
