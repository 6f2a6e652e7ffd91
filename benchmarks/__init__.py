"""What Guichet costs, beside the floor of its own shape; and its rules, played at length."""
