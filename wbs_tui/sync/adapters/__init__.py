"""Where what the desk of KPK or a province receives meets that office's own systems: one module for each."""
