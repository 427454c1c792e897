"""Every action of the screens: data only."""
