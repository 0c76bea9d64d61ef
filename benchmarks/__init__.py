"""Benchmarks of the bot's speed promises on this machine: `python3 run.py bench`.

Contender and baseline alternate in one run, so that their ratio does not depend on the machine.
"""
