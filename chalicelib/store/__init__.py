"""DynamoDB: one function per access pattern, every key in `keys.py`."""
