"""Those who host a series together: who holds which date, and what they ask of each other."""
