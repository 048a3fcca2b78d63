"""A wire in memory and other help for tests, for users of the project too. Never imported by the product."""
