"""What is kept: turns, summaries, settings, the ledger, screenings, messages taken."""
