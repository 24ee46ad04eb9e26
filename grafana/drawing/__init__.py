"""Draws panels with matplotlib, near enough to what Grafana makes of them to see what a dashboard holds."""
