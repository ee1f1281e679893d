"""What the pages for customers show, gathered."""
