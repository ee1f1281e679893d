"""Home-made stores: the documented JSON contract, and CSV files."""
