"""Who takes part in the exchange: this office's keys and records, and what is known of others."""
