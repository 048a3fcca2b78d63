"""The client side: knows a meter only through bytes on a line."""
