"""Printed reports as PDF, tagged for screen readers, with the same results as the pages."""

from analytics.reports.pdf import pdf

__all__ = ["pdf"]
