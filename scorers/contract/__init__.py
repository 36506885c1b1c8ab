"""What a criterion may rely on: the case, links, ledgers and histories, verdicts."""
