"""What an analyst asks of replays. It needs the extra `analysis`, which no process that scores has to load."""
