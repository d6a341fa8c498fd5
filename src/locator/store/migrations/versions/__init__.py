"""The steps themselves, a file each: what one of them made never changes in it afterwards.

Which tables came when? May use nothing but Alembic and SQLAlchemy.
"""
