"""The parts of a text: headlines, bylines, dates, captions, what a site puts around."""
