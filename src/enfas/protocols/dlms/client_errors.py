"""What a DLMS server may refuse, as errors on the client's side.

RemoteError
├── AccessRefused        one attribute or method: a data-access-result or action-result
├── AssociationRefused   the association: a result and its diagnostic
└── ServiceRefused       a whole request: exception-response or confirmed-service-error

Source: DLMS UA Green Book (IEC 62056-5-3), Data-Access-Result, Action-Result, AARE, ExceptionResponse.
"""

from __future__ import annotations

from typing import Final

from enfas.errors import RemoteError

__all__ = [
    "ACTION_RESULTS",
    "DATA_ACCESS_RESULTS",
    "AccessRefused",
    "AssociationRefused",
    "ServiceRefused",
]

DATA_ACCESS_RESULTS: Final = {
    0: "success",
    1: "hardware-fault",
    2: "temporary-failure",
    3: "read-write-denied",
    4: "object-undefined",
    9: "object-class-inconsistent",
    11: "object-unavailable",
    12: "type-unmatched",
    13: "scope-of-access-violated",
    14: "data-block-unavailable",
    15: "long-get-aborted",
    16: "no-long-get-in-progress",
    17: "long-set-aborted",
    18: "no-long-set-in-progress",
    19: "data-block-number-invalid",
    250: "other-reason",
}

ACTION_RESULTS: Final = {
    **{code: name for code, name in DATA_ACCESS_RESULTS.items() if code <= 14},
    15: "long-action-aborted",
    16: "no-long-action-in-progress",
    250: "other-reason",
}

_DIAGNOSTICS: Final = {
    (1, 1): "no reason given",
    (1, 2): "application context name not supported",
    (1, 3): "calling AP title not recognised",
    (1, 11): "authentication mechanism name not recognised",
    (1, 12): "authentication mechanism name required",
    (1, 13): "authentication failure",
    (1, 14): "authentication required",
    (2, 1): "no reason given by the service provider",
    (2, 2): "no common ACSE version",
}
_STATE_ERRORS: Final = {1: "service not allowed", 2: "service unknown"}
_SERVICE_ERRORS: Final = {
    1: "operation not possible",
    2: "service not supported",
    3: "other reason",
    4: "PDU too long",
    5: "deciphering error",
    6: "invocation counter error",
}
_INITIATE_ERRORS: Final = {
    0: "other",
    1: "DLMS version too low",
    2: "incompatible conformance",
    3: "PDU size too short",
    4: "refused by the VDE handler",
}


class AccessRefused(RemoteError):
    """The server answered with a result other than success for one attribute or method.

    Example: GET of an object that the association does not show: object-undefined.

    Attributes:
        code: The number on the wire.
        result: Its name by the Green Book.
    """

    def __init__(self, what: str, code: int, names: dict[int, str] = DATA_ACCESS_RESULTS) -> None:
        self.code = code
        self.result = names.get(code, f"result {code}")
        super().__init__(f"{what}: {self.result}")


class AssociationRefused(RemoteError):
    """The server did not accept the association.

    Example: a wrong password: authentication failure.

    Attributes:
        result: 1 rejected permanently, 2 transiently.
        source: 1 the ACSE service user, 2 its provider.
        diagnostic: Why.
    """

    def __init__(self, result: int, source: int, diagnostic: int, initiate_error: int | None = None) -> None:
        self.result = result
        self.source = source
        self.diagnostic = diagnostic
        self.initiate_error = initiate_error
        why = _DIAGNOSTICS.get((source, diagnostic), f"diagnostic {diagnostic} of source {source}")
        if initiate_error is not None:
            why = _INITIATE_ERRORS.get(initiate_error, f"initiate error {initiate_error}")
        hint = "see --password, --client and --server" if diagnostic in (11, 12, 13, 14) else ""
        super().__init__(f"the meter refused the association: {why}", hint=hint)


class ServiceRefused(RemoteError):
    """The server refused a request as a whole.

    Example: a service that was not negotiated: exception-response, service not supported.

    Attributes:
        state_error: First octet of the reason, None for a confirmed-service-error.
        service_error: Second octet of the reason.
    """

    def __init__(self, state_error: int | None, service_error: int) -> None:
        self.state_error = state_error
        self.service_error = service_error
        if state_error is None:
            why = f"confirmed service error {service_error}"
        else:
            state = _STATE_ERRORS.get(state_error, f"state error {state_error}")
            why = f"{state}, {_SERVICE_ERRORS.get(service_error, f'service error {service_error}')}"
        super().__init__(f"the meter refused the request: {why}")
