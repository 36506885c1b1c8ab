"""The parameter document: what it may say, and how a refusal of it is worded."""
