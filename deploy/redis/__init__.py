"""Redis: the system's own server, else one from PyPI."""
