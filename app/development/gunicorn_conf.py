"""Settings of the web server under `make run`."""

import signal

from app.development.processes import bind_to_parent

worker_class = "gthread"
workers = 2
threads = 4
loglevel = "warning"
control_socket_disable = True  # it would lie in the home folder, one for all installations


def post_fork(server, worker):
    """Left alone, a worker serves on for up to 30 seconds after its master was killed, and keeps the port."""
    bind_to_parent(signal.SIGKILL)
