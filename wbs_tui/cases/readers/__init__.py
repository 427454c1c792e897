"""Who reads which case: restriction, recusal, and who comes after whom."""
