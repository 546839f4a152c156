"""Translating: languages and flags, what must come through unchanged, prompts, and files.

Babel is used in `languages` only. Word documents are taken apart in `bot.documents.rewording`.
"""
