"""Why an image is not taken."""

from __future__ import annotations

from enfas.catalog.firmware import UploadResult
from enfas.errors import DecodeError

__all__ = ["ImageFault"]


class ImageFault(DecodeError):
    """An image that is not taken.

    Args:
        result: The code of the reason, as the audit log has it.
        message: What is wrong with it.
    """

    def __init__(self, result: UploadResult, message: str) -> None:
        super().__init__(message)
        self.result = result
