"""Acts on a case that an officer does on his way through its stages."""
