"""Causerie's conversation core: it knows no platform."""
