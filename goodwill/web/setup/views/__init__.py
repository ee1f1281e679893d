"""The pages of setting up, one module for each kind of thing that is set up."""
