"""Looks finished documents up and hands them out; stays up when everything else is down."""
