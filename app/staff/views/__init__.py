"""Pages of the staff: the gate, one's own profile, colleagues and roles."""

from . import factor, passkeys, security  # noqa: F401
from .colleagues import bp as colleagues
from .profile import bp as gate

blueprints = (gate, colleagues)
