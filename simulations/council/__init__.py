"""The report pack (報告一式): what a town shows its council and sends in for subsidies, made of day tables."""
