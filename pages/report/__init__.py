"""Printed reports: their contents from the answers, sentences and charts of the pages."""
