"""What a policy means for one household on one date: exact, with unknowns that know their needs."""
