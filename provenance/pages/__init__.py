"""The pages: each tells one use of the rooms from beginning to end."""
