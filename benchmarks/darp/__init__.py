"""The static dial-a-ride problem after Cordeau (2006): its files, a judge, and best-known costs."""
