"""Floor 4: use cases. Each opens a book, asks the floors below, and gives plain frozen results."""
