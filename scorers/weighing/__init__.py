"""What hits amount to: forms, profiles, exemption, selectivity, urgency."""
