"""Steps that make the store's tables; run by :mod:`locator.store.migration`.

What does a store of an earlier release lack? May use nothing but Alembic and SQLAlchemy.
"""
