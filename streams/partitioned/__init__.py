"""A replay whose partitions are shared out over processes, and whose result does not depend on how many there are."""
