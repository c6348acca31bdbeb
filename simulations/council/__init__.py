"""The report pack (報告一式): what a town shows its council and hands in for subsidies."""
