"""What customers can ask of their pages."""
