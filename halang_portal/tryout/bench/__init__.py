"""The floor: what the machine does when the portal does nothing. Served under BENCH=1 only."""
