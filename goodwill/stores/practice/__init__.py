"""A store inside the desk: for the demo world, for trying out and for training."""
