"""Bytes outside the database, in folders or in a bucket of an S3-compatible store. Knows no models.

beside: the four places of what lies beside the stored files, on its way or made from them; in a
folder each, or as objects (objects) of the bucket that holds the stored files · bucket: such a
bucket as the house knows it · temporary: copies of one process · away: no store answers.
"""
