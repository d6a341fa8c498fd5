"""Suzhou Lifelong-Learning Map: find places to learn, and see what the plan still lacks."""
