"""Whole tools made of widgets."""
