"""Guichet: a helpdesk that lives in the texting app."""

import gc

# Python looks for cycles after every 700 new objects; a start makes hundreds of thousands that stay,
# and a request a few thousand. Looking less often costs a few MB (benchmarks: start, warm, memory).
gc.set_threshold(20_000, 25, 25)
