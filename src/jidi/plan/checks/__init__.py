"""The families of checks: each reads a plan and yields findings by a general rule."""
