"""Settings of a deployment: environment variables `KORDON_*`, or a TOML file that `KORDON_CONFIG` names."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from schemas.errors import KordonError
from scorers.exchange.intake_rules import MAX_CASE_BYTES

DEMO_PARAMETERS = b'note = "demo: proposals only, not the values of an authority"\n'
"""What a demonstration judges by: no override, hence the proposed default of every criterion."""
_NOT_IN_URL = ("ssl_", "username", "password")

WEB_PORTS: Mapping[str, int] = {"intake": 8700, "worker": 8701}
"""Ports of /metrics and /health unless others are set: two, so that one of each can run on a machine."""


class SettingsError(KordonError):
    """The settings can not be used. Operator: correct what the message names; nothing was started."""


def millis_of(value: Any) -> Any:
    """A moment as ms UTC: a number is taken as it is, a date as its first moment in UTC, as is a time without a zone.

    Raises ValueError for a text that is neither.
    """
    if not isinstance(value, str) or value.strip().lstrip("-").isdigit():
        return value
    moment = datetime.fromisoformat(value.strip())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


Moment = Annotated[int, BeforeValidator(millis_of)]


class Settings(BaseSettings):
    """What a process of Kordon has to know. Durations carry their unit in the name."""

    model_config = SettingsConfigDict(
        env_prefix="KORDON_", frozen=True, extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True
    )

    bootstrap: str = "localhost:9092"
    """Kafka brokers, host:port, separated by commas."""
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_SSL"] = "PLAINTEXT"
    """How Kafka is spoken to: SSL is TLS, SASL_SSL is TLS with a user and a password."""
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    """How the password is proven; PLAIN tells it to the broker."""
    sasl_username: str | None = None
    """User at Kafka."""
    sasl_password: SecretStr | None = None
    """The user's password; better in a file."""
    sasl_password_file: Path | None = None
    """File that holds the password."""
    ssl_cafile: Path | None = None
    """Certificates (PEM) of who may sign Kafka's; without it those that this machine trusts."""
    ssl_certfile: Path | None = None
    """Certificate (PEM) to show to Kafka, for mutual TLS."""
    ssl_keyfile: Path | None = None
    """Its key (PEM, without a pass phrase); without it the key is in the certificate's file."""
    redis_url: str = "redis://localhost:6379/0"
    """Redis of the read side, rediss:// over TLS, without user and password. Scoring goes on without it."""
    redis_username: str | None = None
    """User at Redis; without it a password is that of the default user."""
    redis_password: SecretStr | None = None
    """The user's password; better in a file."""
    redis_password_file: Path | None = None
    """File that holds the password."""
    redis_cafile: Path | None = None
    """Certificates (PEM) of who may sign Redis's, beside those that this machine trusts."""
    redis_certfile: Path | None = None
    """Certificate (PEM) to show to Redis, for mutual TLS."""
    redis_keyfile: Path | None = None
    """Its key (PEM, without a pass phrase); without it the key is in the certificate's file."""
    topic_prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")
    """Put before every topic, group and transactional id, so that several deployments can share a cluster."""
    partitions: int = Field(default=4, ge=1, le=1024)
    """Partitions of every internal topic and its changelog. Can not be changed once there is state."""
    state_dir: Path = Path("kordon-state")
    """Where partitions keep their local state; lost, it is restored from the changelogs."""
    params_file: Path | None = None
    """The confidential parameter document (TOML). Without it a process starts only as a demonstration."""
    demo: bool = False
    """Run by the proposed defaults when there is no parameter document, and say so."""
    coverage_start: Moment | None = None
    """What was published from then on (ISO time or ms UTC) was seen; None: known since ever."""
    linger_ms: int = Field(default=25, ge=0, le=1000)
    """How long a frame waits for more messages; an event takes up to six frames to its alert."""
    checkpoint_busy_ms: int = Field(default=100, ge=10, le=60_000)
    """Between checkpoints while alerts or assessments wait to be published."""
    checkpoint_idle_ms: int = Field(default=1000, ge=10, le=60_000)
    """Between checkpoints otherwise."""
    idle_timeout_s: float = Field(default=300, gt=0)
    """A source partition silent for this long holds the watermark back no more."""
    out_of_orderness_s: float = Field(default=600, ge=0)
    """How far the watermark stays behind the newest event time of a source partition."""
    session_timeout_s: float = Field(default=10, ge=1, le=1800)
    """A worker silent for this long loses its partitions to another."""
    max_payload_bytes: int = Field(default=1024 * 1024, ge=1024, le=MAX_CASE_BYTES)
    """Larger inputs become dead letters. No more than is kept of a case."""
    web_host: str = "127.0.0.1"
    """Address of /metrics and /health; 0.0.0.0 inside a container."""
    web_port: int | None = Field(default=None, ge=0, le=65_535)
    """Port of /metrics and /health; None: that of `WEB_PORTS`, 0: any free one, told in the log."""
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    """Lowest level that is logged."""

    @field_validator("redis_url")
    @classmethod
    def _tells_no_secret(cls, url: str) -> str:
        """An address is shown and logged, and what its query says of certificates would win over the settings."""
        parts = urlsplit(url)
        if parts.scheme not in ("redis", "rediss", "unix"):
            raise ValueError("it begins with redis://, rediss:// for TLS, or unix://")
        if "@" in parts.netloc or any(name.startswith(_NOT_IN_URL) for name in parse_qs(parts.query)):
            raise ValueError(
                "it may hold no user, password or ssl_ option: set KORDON_REDIS_USERNAME, KORDON_REDIS_PASSWORD_FILE"
                " and KORDON_REDIS_CAFILE"
            )
        if not _points_somewhere(parts):
            raise ValueError("it is redis://HOST:PORT/NUMBER, with rediss:// for TLS, or unix:///PATH?db=NUMBER")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic passes it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before the environment, the environment before the file."""
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        if named := os.environ.get("KORDON_CONFIG"):
            sources += (TomlConfigSettingsSource(settings_cls, Path(named)),)
        return sources


def load(**overrides: Any) -> Settings:
    """The settings of this process. Raises SettingsError, which names the setting and never repeats its value."""
    named = os.environ.get("KORDON_CONFIG")
    if named and not Path(named).is_file():
        raise SettingsError(f"KORDON_CONFIG names {named}, which is no file; create it or unset the variable")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        told = "; ".join(
            f"{_name(found['loc'])}: {found['msg'].removeprefix('Value error, ')}"
            for found in error.errors(include_input=False)
        )
        raise SettingsError(f"{told}; correct the environment{f' or {named}' if named else ''}") from None
    except ValueError as error:  # the TOML file can not be parsed
        raise SettingsError(f"{named or 'settings'}: {error}") from None


def _points_somewhere(url: SplitResult) -> bool:
    """Whether an address of Redis has what its client needs, and nothing else, which it would only find out later."""
    if url.scheme == "unix":
        return bool(url.path) and not url.netloc and re.fullmatch(r"(db=\d+)?", url.query) is not None
    try:
        port = url.port
    except ValueError:
        return False
    return bool(url.hostname) and port != 0 and not url.query and re.fullmatch(r"/?|/\d+", url.path) is not None


def misspelt() -> list[str]:
    """Variables that look like settings and are none."""
    known = {f"KORDON_{name.upper()}" for name in Settings.model_fields} | {"KORDON_CONFIG", "KORDON_PYTHON"}
    return sorted(name for name in os.environ if name.startswith("KORDON_") and name not in known)


def _name(location: tuple[int | str, ...]) -> str:
    return f"KORDON_{str(location[0]).upper()}" if location else "settings"


def parameter_document(settings: Settings) -> bytes:
    """Bytes of the parameter document to start with (R-15).

    Raises SettingsError when there is none and this is no demonstration, or when it can not be read.
    """
    if settings.params_file is None:
        if settings.demo:
            return DEMO_PARAMETERS
        raise SettingsError(
            "KORDON_PARAMS_FILE is not set: name the confidential parameter document, or set KORDON_DEMO=1 to run"
            " by proposals that mean nothing"
        )
    try:
        return settings.params_file.read_bytes()
    except OSError as error:
        raise SettingsError(f"KORDON_PARAMS_FILE can not be read: {error.strerror}; mount it readable") from None
