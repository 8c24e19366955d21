"""Contacts: how the sentences of a text become the contacts that it tells of."""
