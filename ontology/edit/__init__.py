"""Changing the tables: by commands that leave every other byte as it was."""
