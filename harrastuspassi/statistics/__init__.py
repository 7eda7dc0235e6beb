"""The plan of tables, and the exact counts behind them. Figures about passes leave only through disclosure."""
