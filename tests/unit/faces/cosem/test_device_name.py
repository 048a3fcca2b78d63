"""The logical device name: the maker's letters and the serial number."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import START_US

from enfas.faces.cosem.device_name import logical_device_name
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("serial", [0, 1, 12_345_678, 0xFFFFFFFF])
def test_the_name_tells_one_meter_from_another(serial):
    meter = Meter(Configuration.default().replace(serial_number=serial), start_us=START_US)
    name = b"KAME\0\0" + serial.to_bytes(4, "big")
    assert logical_device_name(meter) == name
    assert Talk(meter).raw(1, "0.0.42.0.0.255", 2) == b"\x09\x0a" + name
