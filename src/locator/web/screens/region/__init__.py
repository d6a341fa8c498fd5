"""The Region page: cities against clauses."""
