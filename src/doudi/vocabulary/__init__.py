"""The words that all of Doudi shares: facts, codes, units, shared results and parameters."""

from doudi.vocabulary.terms import AGENCIES, ENTITIES, Term, Vocabulary, load

__all__ = ["AGENCIES", "ENTITIES", "Term", "Vocabulary", "load"]
