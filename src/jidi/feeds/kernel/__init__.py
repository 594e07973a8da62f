"""Machine code that splits text into cells. Loading it takes a while: only long texts are worth it.

What it cannot tell at a glance it leaves to the careful readers, and says which lines those are.
"""
