"""Platform adapters, and the contract that each of them keeps.

(written below, with the first adapter)
"""
