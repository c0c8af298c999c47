"""„Hilfe“: one page for each area, in our own words."""
