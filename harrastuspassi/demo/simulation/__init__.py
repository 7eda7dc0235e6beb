"""A pilot year of invented participation: what phones do, from a seed, and two ways in which it reaches the system."""
