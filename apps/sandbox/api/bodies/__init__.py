"""Request bodies as types, one module per family (openapi: components/schemas).

Types are strict: a number in quotes is not a number, and null is not a value. Rules that depend on
other members or on the era are in the families' own rules. Unknown members are accepted.
"""
