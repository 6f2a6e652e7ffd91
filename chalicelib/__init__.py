"""Guichet: a helpdesk that lives in the texting app."""

import gc

# Python looks for cycles after every 700 new objects. A start makes hundreds of thousands that
# stay, a request a few thousand: looking less often costs a few MB (benchmarks: start, memory).
gc.set_threshold(20_000, 25, 25)
