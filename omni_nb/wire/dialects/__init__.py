"""How servers write the protocol: one small module for each dialect."""
