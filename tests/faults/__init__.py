"""Faults let into the real routes, and what both ends have in hand afterwards."""
