"""Hear recorded sound: decode it, find its beat, key and lead line, and take it apart."""
