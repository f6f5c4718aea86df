"""Decides whole registers of households: files in, files out, in bounded memory, on one machine or on Spark."""
