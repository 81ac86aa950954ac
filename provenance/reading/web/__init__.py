"""A saved web page -> its article."""
