"""The domain: who, by which rule, who was told, what happened, what we did about it,
who did what.
"""
