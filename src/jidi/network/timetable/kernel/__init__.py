"""The two scans, compiled."""
