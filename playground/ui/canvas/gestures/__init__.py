"""What the hand does on the canvas: one object from the press to the release."""
