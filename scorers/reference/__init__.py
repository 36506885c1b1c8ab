"""What criteria work out of reference data: tariff, offices, working days, categories, documents."""
