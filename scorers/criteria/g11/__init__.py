"""Group 11 of the typical risk criteria of decision 8/7."""
