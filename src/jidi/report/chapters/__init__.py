"""The chapters of a report, each written from the desk into the flow of the document."""
