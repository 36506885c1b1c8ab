SEP = "\x1f"
