"""The page as one HTML file: its parts, its templates, its own sentences (`texts.toml`), style and script."""
