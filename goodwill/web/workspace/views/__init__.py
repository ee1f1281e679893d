"""The workspace's views: a few lines each, around one call to the domain."""
