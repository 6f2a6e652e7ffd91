"""Guichet: a helpdesk that lives in the texting app."""
