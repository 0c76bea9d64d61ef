"""What the bot promises of its speed, measured on this machine: `python3 run.py bench`.

Ratios are taken in one run, contender and baseline in turn. It tunes nothing and judges only marks.
"""
