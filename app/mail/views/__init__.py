"""What staff see of mail: the Postausgang, and the wordings of the agency's mails."""

# each adds its pages to the blueprint
from .. import servers, wordings  # noqa: F401
from . import editor, outbox, preview, readers, resending, retention, server, templates, versions  # noqa: F401
from .blueprint import bp

__all__ = ["bp"]
