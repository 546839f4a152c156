"""Per-server settings: each declared once; servers and channels store only what they override.

The value that counts is the channel's, else the server's, else the operator's (`defaults:` in
config.yaml), else the declaration's.
"""
