"""Who does the work of a scan where more than one machine shares it: stages over packed blobs, and engines
that run them."""
