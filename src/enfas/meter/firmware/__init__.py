"""The meter's firmware: images that come in blocks, are verified, put into service, and taken back."""

from enfas.meter.firmware.part import Firmware
from enfas.meter.firmware.state import FirmwareState

__all__ = ["Firmware", "FirmwareState"]
