"""Journeys through the pages, in a browser, against a server of one's own."""
