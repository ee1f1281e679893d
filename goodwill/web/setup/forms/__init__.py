"""The forms of signing in and of setting up the desk."""
