"""What the process logs, as lines of text or as JSON, one object a line.

A traceback quotes values, such as what a visitor typed or where they are: of a failure only its
kind and the lines that it passed are written.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import streamlit.logger
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from locator.problems import passed

if TYPE_CHECKING:
    from locator.settings import Settings

_FIELDS = ("levelname", "name", "message")


class LogFormatter(JsonFormatter):
    """A record as JSON: ``at`` (UTC), ``level``, ``logger``, ``message``, and ``failure``."""

    def __init__(self) -> None:
        super().__init__(
            _FIELDS,
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "failure"},
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],
            timestamp="at",
            json_ensure_ascii=False,
        )

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Kind and lines, no values."""
        return passed(ei[1])


def _record(*args: Any, **options: Any) -> logging.LogRecord:
    """A record of any logger, the server's too; what formatters print of a failure is set."""
    record = logging.LogRecord(*args, **options)
    failure = record.exc_info[1] if record.exc_info else None
    # A script that does not compile has met no visitor, and its own words say where.
    if failure is not None and not isinstance(failure, SyntaxError):
        record.exc_text = passed(failure)
    return record


def _is_news(record: logging.LogRecord) -> bool:
    """Whether uvicorn speaks of more than a page that was refused, which it takes for a fault."""
    return record.msg != "ASGI callable returned without completing handshake."


def begin(settings: Settings) -> None:
    """Log as the settings say from now on, whichever loggers there are by then."""
    logging.getLogger("uvicorn.access").disabled = True  # whole addresses, with where one stands
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    logging.setLogRecordFactory(_record)
    if settings.logs == "json":
        if not logging.root.handlers:
            logging.root.addHandler(logging.StreamHandler())
        # Streamlit gives every logger of its own a handler when it first needs it.
        streamlit.logger.setup_formatter = _handler_of_streamlit
        for logger in (logging.root, *logging.root.manager.loggerDict.values()):
            for handler in getattr(logger, "handlers", ()):
                handler.setFormatter(LogFormatter())


def _handler_of_streamlit(logger: logging.Logger) -> None:
    logger.handlers = [logging.StreamHandler()]
    logger.handlers[0].setFormatter(LogFormatter())
