"""Slack as an adapter; the object that `causerie.adapters` announces."""

from adapters.slack.adapter import Slack, adapter

__all__ = ["Slack", "adapter"]
