"""Other people's lists → the contract: read, recognise, clean, compare; never publish."""
