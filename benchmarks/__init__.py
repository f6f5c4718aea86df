"""Rule set W by Doudi and by other engines, measured side by side: `python -m benchmarks`."""
