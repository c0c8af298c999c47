"""The front door of the product, on the bare base domain: what Kontor is, new agencies, the way to one's own."""
