"""Customers: firms and private persons that the agency works for."""
