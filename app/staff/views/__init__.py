"""Pages of the staff: the gate, one's own profile, colleagues and roles."""

from .colleagues import bp as colleagues
from .profile import bp as gate

blueprints = (gate, colleagues)
