"""The typical risk criteria of decision 8/7, one module each. Nothing is registered: modules are discovered."""
