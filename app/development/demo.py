"""The agency that a fresh development installation begins with."""

from app import create_app


def seed(app) -> str:
    """Make the demo agency if there is no agency yet; returns the German lines for the terminal, maybe none."""
    return ""


if __name__ == "__main__":
    print(seed(create_app()))
