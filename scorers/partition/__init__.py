"""What one partition knows beside its cases or subjects."""
