"""Everything that carries the portal is killed, over and over, while people use it; afterwards
every effect is counted. Run by `make chaos`.
"""
