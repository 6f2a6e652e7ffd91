"""What the tests share: stages on emulators, a count of AWS calls, a browser, no network."""
