"""The inner loop of the search for hubs, compiled: nodes are moved between given hubs."""
