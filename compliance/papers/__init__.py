"""Official documents as Decree 30/2020/NĐ-CP lays them out: one structure, two files (PDF to read,
.docx to edit). Knows no models.
"""
