"""What a canvas can be turned into: code that runs elsewhere."""
