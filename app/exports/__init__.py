"""Customers as files: CSV for tables, vCard for address books."""
