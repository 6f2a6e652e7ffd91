"""A small desk.toml that `apply` takes, and an agent more."""

ONE = """[desk]
name = "Atelier Vélo"
language = "fr"
timezone = "America/Montreal"
relay_numbers = ["+15145550101"]
[[inboxes]]
name = "support"
addresses = ["+15145550100"]
[[agents]]
name = "Anna"
address = "+15145550201"
inboxes = ["support"]
"""
BEN = '[[agents]]\nname = "Ben"\naddress = "+15145550202"\ninboxes = ["support"]\n'
