"""From a folder to definitions as written: documents, their clauses, rows and blocks, layer upon layer."""
