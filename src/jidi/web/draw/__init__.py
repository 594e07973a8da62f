"""Small pictures as SVG, drawn on the server: sharp in print, no script needed."""
