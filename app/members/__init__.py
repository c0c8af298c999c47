"""The member list: customers who agreed to stand on the agency's website."""
