"""One adapter a provider; `base` is their contract."""
