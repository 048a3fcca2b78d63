"""Power quality as the meter logs and counts it: windows of means, values of one second, outages."""

from __future__ import annotations

from enfas.meter.voltage_quality.occurrence_log import OccurrenceLog
from enfas.meter.voltage_quality.part import VoltageQuality

__all__ = ["OccurrenceLog", "VoltageQuality"]
