"""Availability: the hours of the week in which somebody can be reached."""
