"""A visitor of one book that a test may change."""

from __future__ import annotations

from fastapi.testclient import TestClient

from jidi.service.books import Book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

HOME = "http://127.0.0.1"


def visitor_of(book: Book) -> TestClient:
    """Sees the book as ``sx``, on this machine's own address; is led nowhere by itself."""
    app = create_app(Shelf({"sx": book}))
    return TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False)
