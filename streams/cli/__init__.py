"""The command `kordon`: one module for each subcommand."""
