"""What every stage of an import uses: errors, limits, spelling, why a row is left out."""
