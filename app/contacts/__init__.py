"""People on the customers' side: persons, who sign in, and contacts, which are persons at one customer."""
