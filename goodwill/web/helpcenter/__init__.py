"""The face that customers see: their orders now, the rest of the help center later."""
