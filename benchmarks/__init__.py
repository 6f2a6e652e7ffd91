"""What Guichet costs beside the floor of its own shape: ratios, measured in one run."""
