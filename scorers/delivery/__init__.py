"""Steps that leave no trace when they fail, bytes of messages and records, and both stages in one process."""
