"""What agencies send and papers syndicate: ninjs, NITF, NewsML-G2, RSS and Atom -> articles."""
