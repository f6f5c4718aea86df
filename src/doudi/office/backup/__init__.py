"""A copy of the site in one file: the database and the files kept with it. Never the keys."""
