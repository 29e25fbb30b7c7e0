"""Copies without author, place, device, dates of saving: one module a container. Each stands alone:
worker.py loads it by its file, in a process of its own.
"""
