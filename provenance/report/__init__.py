"""What a database says, for people and programs: facts, wording, and the pages and files made of them."""
