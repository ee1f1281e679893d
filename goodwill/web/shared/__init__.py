"""What all faces of the web share: templates, components, styles, behaviours, and the doors of every page."""
