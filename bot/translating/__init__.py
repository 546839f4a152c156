"""Translating: languages and flags, what must come through unchanged, prompts, and files.

All of it but `translator` is pure. Babel is used in `languages` only, python-docx in `documents`.
"""
