"""Customers from a file: how it is read, what would become of every row, and the import itself."""
