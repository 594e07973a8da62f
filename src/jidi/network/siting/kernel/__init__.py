"""The sums of siting over customers and sites, compiled: prices and moves take all their time."""
