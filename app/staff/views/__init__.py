"""Pages of the staff: the gate, the overview, one's own profile, colleagues and roles."""

from .colleagues import bp as colleagues
from .overview import bp as overview
from .profile import bp as gate

blueprints = (gate, overview, colleagues)
