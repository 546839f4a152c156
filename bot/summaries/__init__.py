"""Summing up what was said or written: what is read, how it is parted, whence each point is."""
