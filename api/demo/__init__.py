"""The embedded service of `noriai demo`: a town of invented people on a clock that runs ahead."""
