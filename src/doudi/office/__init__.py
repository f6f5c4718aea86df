"""The service as a whole: settings, addresses, start-up checks, demonstration data, backup."""
