"""Programs that run in the peers' own environment; nothing of the project imports them."""
