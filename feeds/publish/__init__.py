"""Puts finished documents where the public finds them: whole, durable, with compressed twins."""
