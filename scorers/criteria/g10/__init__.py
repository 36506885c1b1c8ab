"""Group 10 of the typical risk criteria of decision 8/7."""
