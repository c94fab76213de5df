"""How the tables of the workflow came to be, step by step (Alembic)."""
