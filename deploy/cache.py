"""Where downloads are kept between runs."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder of our downloads: `kordon` in the user's cache folder. It may not exist yet."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "kordon"
