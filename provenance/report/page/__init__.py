"""The page as one HTML file: its parts, its templates, style and script; its sentences stand in `data`."""
