"""Writes the criteria as the table of the README."""

from scorers.catalogue.discovery import CATALOGUE, markdown_table

print(markdown_table(CATALOGUE))  # noqa: T201  # it is a command
