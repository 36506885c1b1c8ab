"""What is said: events, facts, outcomes, their encoding and the published contract."""
