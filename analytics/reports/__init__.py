"""Printed reports: PDF by Typst, tagged for screen readers, from the same answers as the pages."""

from analytics.reports.pdf import pdf

__all__ = ["pdf"]
