"""What holds of features, whichever there are."""
