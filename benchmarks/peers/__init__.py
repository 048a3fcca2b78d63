"""Programs that run in the peers' own interpreter (`.peers/bin/python`); nothing here imports them."""
