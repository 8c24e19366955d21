"""The version of the extractors: stored with every fact, raised when the rules change."""

EXTRACTOR_VERSION = "7"
