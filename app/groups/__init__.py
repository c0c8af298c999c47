"""Groups of customers, bundled in categories (Rubriken), and the sections that they open."""
