"""One encrypted archive of everything that cannot be made again: the database, the stored files,
the register of disposals, the file of anchors. `making` writes it, `restoring` puts it back.
"""
