"""Pictures of a charge: a recording or a black box as one HTML page, or as one SVG."""
