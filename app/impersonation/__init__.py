"""„Als Kunde anmelden“: staff see the portal as a contact sees it, for half an hour, and change nothing there."""

from .current import current_impersonation

__all__ = ["current_impersonation"]
