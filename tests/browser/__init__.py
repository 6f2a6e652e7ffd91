"""The page of `make try` in a real browser, by clicking and typing as a person would."""
