"""Tools of the workshop: they watch over the tests and are not part of the product."""
