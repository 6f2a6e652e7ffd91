"""Stories of customers and agents, through the real routes, as their phones tell them."""
