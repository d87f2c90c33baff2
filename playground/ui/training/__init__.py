"""The training panel: data, settings, the live map and the live losses."""
