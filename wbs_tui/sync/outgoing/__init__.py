"""What others get of our cases: who may be told what, summaries, and cases shared whole."""
