"""Speed and memory, beside the bare tools underneath, in one run: ``make bench``."""
