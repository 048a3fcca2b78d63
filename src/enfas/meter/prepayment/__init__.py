"""Prepayment: credit that counts down, what happens when it is out, and the tokens that load it."""
