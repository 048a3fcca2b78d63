"""Whether an image may be put into service, and what the meter goes by when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enfas.catalog.firmware import UploadResult, Version, image_hash
from enfas.errors import ConfigurationError
from enfas.meter.firmware.container import check_signature
from enfas.meter.firmware.fault import ImageFault
from enfas.meter.firmware.package import Package, in_service
from enfas.meter.firmware.state import Service

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["configuration_with", "examine", "self_test"]


def examine(image: bytes, meter: Meter, named: bytes, legal: str) -> tuple[Package, Service]:
    """The package of an image that the meter may take, and what is kept of it when it is in service.

    Args:
        image: All of it.
        meter: The meter.
        named: The hash by which it was announced.
        legal: The latest revision of the legal part that images have named.

    Raises:
        ImageFault: It may not; the fault says why.
    """
    if image_hash(image) != named:
        raise ImageFault(UploadResult.EXTERNAL_CHECKSUM, "the image is not the one that was announced")
    configuration = meter.configuration
    body = check_signature(image, configuration.firmware_key)
    package = Package.decode(body)
    if not package.fits(configuration.type_number):
        raise ImageFault(
            UploadResult.TYPE, f"it is for meters {package.meters}, not {configuration.type_number}"
        )
    _check_legal(package, configuration)
    service = Service.of(body, package.legal.revision if package.legal else legal)
    try:
        configuration_with(meter, package, service.legal_revision)
    except ConfigurationError as error:
        raise ImageFault(UploadResult.COMPATIBILITY, f"it does not go with the meter: {error}") from error
    return package, service


def _check_legal(package: Package, configuration: Configuration) -> None:
    """Refuse a package that goes with another legal part than the one that runs, or with an older one."""
    legal, runs = package.legal, configuration.legal_version
    if legal is None:
        return
    named = Version(legal.number, legal.revision)
    if named.number != runs.number:
        raise ImageFault(UploadResult.TYPE, f"it is for the software {named.number}, not {runs.number}")
    if named.order < runs.order:
        raise ImageFault(UploadResult.SEQUENCE, f"legal part {named.text} is older than {runs.text}")
    if legal.checksum != configuration.rom_checksum:
        raise ImageFault(
            UploadResult.COMPATIBILITY,
            f"it is for the program {legal.checksum:08X}; here runs {configuration.rom_checksum:08X}",
        )


def configuration_with(
    meter: Meter, package: Package | None, legal: str, software: str = ""
) -> Configuration:
    """What the meter would go by with a package.

    Args:
        meter: The meter.
        package: The package; None: the application as delivered.
        legal: The revision of the legal part that an image has named; empty: none has.
        software: The code to go by should the one in force name a table that the package does not have.

    Raises:
        ConfigurationError: The package does not go with the meter.
    """
    in_force = meter.configuration.software.text
    try:
        return in_service(meter.filed, package, software=in_force, legal_revision=legal)
    except ConfigurationError:
        if not software:
            raise
        return in_service(meter.filed, package, software=software, legal_revision=legal)


def self_test(service: Service, meter: Meter) -> UploadResult:
    """Whether the firmware in service is as it was installed, and the meter goes by it."""
    if not service.whole:
        return UploadResult.VECTOR_TABLE
    try:
        wanted = configuration_with(meter, service.package(), service.legal_revision)
    except (ImageFault, ConfigurationError):
        return UploadResult.COMPATIBILITY
    return UploadResult.SUCCESS if wanted == meter.configuration else UploadResult.COMPATIBILITY
