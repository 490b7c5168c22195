"""The one place that names the release; CHANGELOG.md has the same."""

VERSION = "0.1.0"
