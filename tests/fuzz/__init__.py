"""Every address and every form is given what nobody would type; nothing may answer 5xx and no draft
may lose a word. Short in the suite, long by `make fuzz`.
"""
