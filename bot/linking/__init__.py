"""Channels tied together: what is written in one is translated into the others.

`ties` knows which channels belong together, `relay` listens and passes on, and `passing` is the way
of one message from one channel into another.
"""
