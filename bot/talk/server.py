"""Start the talk process: our channels and pages on one Sanic app, with the trained model behind them.

Not `rasa run`: its HTTP API, root page and fail-safe tracker store (which answers on while it loses turns) have no
place here. The agent, the policies and the NLU graph are Rasa's own (docs/adr/0005).
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels import channel
from rasa.core.channels.channel import InputChannel
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.sms import SmsInput
from bot.channels.widget import LONGEST_BODY, WidgetInput
from bot.encoder import load_encoder
from bot.settings import Settings, load_settings
from bot.store.locks import AlreadyLocked
from bot.store.session import check_database
from bot.store.tracker import SnapshotTrackerStore
from bot.talk.in_process import InProcessActions, compile_answer_schema
from bot.talk.origins import admit_origins
from bot.talk.pages import add_pages
from bot.talk.plans import add_plan_pages

logger = logging.getLogger(__name__)
SLOWEST_TURN_SECONDS = 30


class NoModel(RuntimeError):
    """There is no trained model to talk with; the message says what to do."""


def find_model(folder: Path) -> Path:
    """The newest trained model."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NoModel(f"no trained model in {folder.name}/; `python -m bot prepare` trains one")
    return models[-1]


async def load_talker(settings: Settings, model: Path) -> Agent:
    """The agent with our store, our locks and our actions."""
    agent = await load_agent(model_path=str(model))
    if not agent.is_ready():
        raise NoModel(f"the model {model.name} cannot be loaded; delete it and run `python -m bot prepare`")
    compile_answer_schema()
    actions = EndpointConfig(settings.action_server_url) if settings.action_server_url else InProcessActions()
    store = SnapshotTrackerStore(agent.domain)
    agent.tracker_store = agent.processor.tracker_store = store
    agent.lock_store = agent.processor.lock_store = AlreadyLocked()
    agent.action_endpoint = agent.processor.action_endpoint = actions
    return agent


def make_app(settings: Settings, channels: list[InputChannel] | None = None) -> Sanic:
    """The Sanic app. The model is loaded before the first request is taken."""
    app = Sanic("ownvoice", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LONGEST_BODY
    app.config.REQUEST_TIMEOUT = app.config.RESPONSE_TIMEOUT = SLOWEST_TURN_SECONDS
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    channel.register(channels or [WidgetInput(settings), SmsInput(settings)], app, route="/webhooks/")
    admit_origins(app, settings)
    add_pages(app, settings)
    add_plan_pages(app, settings)

    @app.before_server_start
    async def _load(app: Sanic, _loop: Any) -> None:
        load_encoder().encode("warm up")
        app.ctx.agent = await load_talker(settings, find_model(settings.models))
        logger.info("ready to talk")

    @app.get("/health")
    async def tell_health(request: Request) -> HTTPResponse:
        health = check_health(app)
        return json(health, status=200 if health["status"] == "ok" else 503)

    @app.exception(SanicException)
    async def tell_error(request: Request, error: SanicException) -> HTTPResponse:
        return json({"error": str(error)}, status=error.status_code)

    return app


def check_health(app: Sanic) -> dict[str, str]:
    """What answers and what does not, by part; `status` is "ok" only when all do."""
    agent = getattr(app.ctx, "agent", None)
    health = {"model": "ok" if agent and agent.is_ready() else "not loaded"}
    actions = getattr(agent, "action_endpoint", None)
    if isinstance(actions, InProcessActions):
        missing = set(agent.domain.user_actions) - set(actions.executor.actions) - set(agent.domain.responses)
        health["actions"] = f"missing: {', '.join(sorted(missing))}" if missing else "ok"
    else:
        health["actions"] = "ok" if actions else "not loaded"
    try:
        check_database()
        health["database"] = "ok"
    except Exception as error:  # whatever a driver raises: it goes into the answer, as a kind without details
        health["database"] = f"does not answer ({type(error).__name__})"
    return {"status": "ok" if set(health.values()) == {"ok"} else "failing", **health}


def serve() -> None:
    """Run until stopped."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    level = logging.WARNING  # Rasa's debug log prints what peers say: it is never switched on here
    configure_logging_and_warnings(level)
    configure_structlog(level)
    logging.getLogger("bot").setLevel(logging.INFO)
    settings = load_settings()
    find_model(settings.models)
    make_app(settings).run(host=settings.host, port=settings.port, workers=1, access_log=False, debug=False)
