"""The try-out: invented data, its commands, the bench. The only room that knows Hạ Lang; installed
when TRY_OUT is set, and imported by nothing of production.
"""
