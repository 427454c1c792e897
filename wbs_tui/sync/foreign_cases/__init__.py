"""Cases of other offices as they lie here: alone, in lists, and added up."""
