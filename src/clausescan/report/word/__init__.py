"""Word files that people mark up and pass on: the user's own draft with comments, and an issues list as a table."""
