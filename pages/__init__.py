"""The screen: one folder per page, the design system (`ui`), the shell around pages, the server's part."""
