"""What can be asked: the stored queries and the catalogue that reads, binds and runs them."""
