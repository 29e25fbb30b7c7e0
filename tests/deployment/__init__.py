"""docs/operation.md, carried out: every command of it, by somebody without rights, on a cluster, a
Redis and an nginx of their own. `python -m tests.deployment` prints what was done and how long each
part took.
"""
