"""Sluice beside other proxies: same backend, same load, one core each, in turns."""
