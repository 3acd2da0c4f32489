"""Run the custom actions inside the talk process instead of over HTTP (docs/adr/0005).

Rasa asks an action server through `EndpointConfig.request`; this subclass answers that call itself. Two costs go: a
second process with the whole tracker and domain as JSON, and `jsonschema` checking its own schema again on every call.
"""

from __future__ import annotations

import json
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

PACKAGE = "actions"


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the actions of one package in this process."""

    def __init__(self, package: str = PACKAGE):
        super().__init__(url=f"in-process://{package}", enable_selective_domain=True)
        self.executor = ActionExecutor()
        self.executor.register_package(package)

    async def request(self, method: str = "post", *args: Any, json: Any = None, **kwargs: Any) -> Any:
        """Run the action named in `json`. A rejection is told the way RemoteAction reads it: status 400 and a body."""
        try:
            return await self.executor.run(json)
        except ActionExecutionRejection as rejection:
            raise ClientResponseError(400, "rejected", _describe(rejection)) from rejection


def _describe(rejection: ActionExecutionRejection) -> str:
    return json.dumps({"error": rejection.message, "action_name": rejection.action_name})


def compile_answer_schema() -> None:
    """Compile the schema of action answers once for this process. Our one patch of Rasa; a test pins it."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
