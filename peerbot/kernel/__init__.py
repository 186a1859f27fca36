"""What every conversation and lifecycle stands on. Pure: it decides nothing and does nothing."""
