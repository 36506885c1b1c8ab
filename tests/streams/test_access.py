"""How Kafka and Redis are reached: what goes together, secrets from files, and nothing that tells them."""

import asyncio
import re
from pathlib import Path
from typing import Any

import mode.loop
import pytest
import typer

from streams import access, app, intake, settings
from streams.__main__ import build, main
from streams.cli import exits
from streams.settings import Settings, SettingsError

pytestmark = pytest.mark.usefixtures("nobody_there")
SECRET = "s3cret-Wörd,=x"  # noqa: S105  # to look for where it may not be
USER: dict[str, Any] = {"security_protocol": "SASL_SSL", "sasl_username": "kordon"}
TLS: dict[str, Any] = {"redis_url": "rediss://127.0.0.1:1/0"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with a password, as an editor leaves it."""
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    return file


def test_without_settings_kafka_is_plain() -> None:
    """As ever: nothing of TLS, no user."""
    assert access.kafka(Settings(bootstrap="b:1")) == {"bootstrap_servers": "b:1", "security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_a_user_at_kafka(secret: Path, mechanism: Any) -> None:
    """The password is the file's without its line end, or the environment's as it stands."""
    for given in ({"sasl_password_file": secret}, {"sasl_password": SECRET}):
        told = access.kafka(Settings(**USER, sasl_mechanism=mechanism, **given))
        assert (told["sasl_mechanism"], told["sasl_plain_username"]) == (mechanism, "kordon")
        assert told["sasl_plain_password"] == SECRET
        assert told["ssl_context"].check_hostname


def test_a_user_at_redis(secret: Path) -> None:
    """TLS is in the URL; names are checked against the certificate in any release of the client."""
    told = access.redis(Settings(redis_username="kordon", redis_password_file=secret, **TLS))
    assert told == {"username": "kordon", "password": SECRET, "ssl_check_hostname": True}
    assert access.redis(Settings(redis_password_file=secret)) == {"username": None, "password": SECRET}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"security_protocol": "SASL_SSL"}, "set KORDON_SASL_USERNAME and KORDON_SASL_PASSWORD_FILE"),
        (USER, "set KORDON_SASL_USERNAME and KORDON_SASL_PASSWORD_FILE"),
        ({"security_protocol": "SASL_SSL", "sasl_password": "x"}, "set KORDON_SASL_USERNAME"),
        ({"sasl_username": "kordon"}, "KORDON_SECURITY_PROTOCOL is PLAINTEXT: set it to SASL_SSL"),
        ({"security_protocol": "SSL", "sasl_password": "x"}, "KORDON_SECURITY_PROTOCOL is SSL: set it to SASL_SSL"),
        ({**USER, "sasl_password": ""}, "KORDON_SASL_PASSWORD is empty"),
        (
            {**USER, "sasl_password_file": "/nowhere"},
            "KORDON_SASL_PASSWORD_FILE /nowhere can not be read",
        ),
        ({**USER, "sasl_password_file": "/dev/null"}, "KORDON_SASL_PASSWORD_FILE is empty"),
        ({**USER, "sasl_password_file": "/nowhere", "sasl_password": "x"}, "are both set: unset one"),
        ({"ssl_cafile": "/nowhere"}, "KORDON_SECURITY_PROTOCOL is PLAINTEXT: set it to SSL"),
        ({"security_protocol": "SSL", "ssl_cafile": "/nowhere"}, "KORDON_SSL_CAFILE /nowhere can not be read"),
        ({"security_protocol": "SSL", "ssl_cafile": __file__}, "holds no certificate"),
        ({"security_protocol": "SSL", "ssl_certfile": __file__}, "holds no certificate"),
        ({"security_protocol": "SSL", "ssl_keyfile": "/nowhere"}, "without KORDON_SSL_CERTFILE"),
    ],
)
def test_what_does_not_go_together_at_kafka(given: dict[str, Any], words: str) -> None:
    """One sentence names the setting and what to do."""
    with pytest.raises(SettingsError, match=words):
        access.kafka(Settings(**given))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"redis_username": "kordon"}, "set KORDON_REDIS_PASSWORD_FILE too"),
        ({"redis_password_file": "/nowhere"}, "KORDON_REDIS_PASSWORD_FILE /nowhere can not be read"),
        ({"redis_cafile": "/nowhere"}, "begin it with rediss://"),
        ({**TLS, "redis_cafile": "/nowhere"}, "KORDON_REDIS_CAFILE /nowhere can not be read"),
        ({**TLS, "redis_keyfile": "/nowhere"}, "without KORDON_REDIS_CERTFILE"),
    ],
)
def test_what_does_not_go_together_at_redis(given: dict[str, Any], words: str) -> None:
    """The same for Redis."""
    with pytest.raises(SettingsError, match=words):
        access.redis(Settings(**given))


def test_a_password_that_is_no_text(tmp_path: Path) -> None:
    """A key file, say, instead of a password."""
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="no text in UTF-8"):
        access.redis(Settings(redis_password_file=tmp_path / "secret"))


@pytest.mark.parametrize(
    "url",
    [
        f"redis://kordon:{SECRET}@localhost/0",
        f"rediss://:{SECRET}@localhost/0",
        f"redis://localhost/0?password={SECRET}",
        "rediss://localhost/0?ssl_cert_reqs=none",
        "localhost:6379",
    ],
)
def test_an_address_holds_no_secret(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """It is shown and logged; and nothing in it turns a check off."""
    monkeypatch.setenv("KORDON_REDIS_URL", url)
    with pytest.raises(SettingsError, match=r"^KORDON_REDIS_URL: it ") as raised:
        settings.load()
    assert SECRET not in str(raised.value)


def test_secrets_are_not_shown(secret: Path) -> None:
    """Neither by the settings nor by an error that quotes them."""
    found = Settings(**USER, sasl_password=SECRET, redis_password=SECRET)
    assert SECRET not in f"{found!r} {found} {found.model_dump()} {found.model_dump_json()}"
    assert SECRET not in repr(Settings(**USER, sasl_password_file=secret))


@pytest.mark.usefixtures("unlogged")
@pytest.mark.parametrize("command", [["intake"], ["worker"], ["watch"], ["topics", "create"], ["check"]])
def test_commands_end_before_they_connect(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the exit code of settings that are not valid."""
    monkeypatch.setenv("KORDON_DEMO", "1")
    monkeypatch.setenv("KORDON_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("KORDON_SASL_USERNAME", "kordon")
    code = main(command)
    told = " ".join(capsys.readouterr().err.split())
    assert "set KORDON_SASL_USERNAME and KORDON_SASL_PASSWORD_FILE" in told
    assert code == (exits.ABSENT if command == ["check"] else exits.INVALID)  # it goes on, and finds no Redis either


@pytest.mark.parametrize(
    ("given", "loop"),
    [({}, "uvloop"), ({"security_protocol": "SSL"}, "asyncio"), ({"redis_url": "rediss://localhost/0"}, "asyncio")],
)
def test_no_uvloop_over_tls(monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], loop: str) -> None:
    """It would wait 30 s for the end of a connection, now and then, and so for each partition that is taken over."""
    seen = []

    async def serve(_: Settings) -> None:
        seen.append(type(asyncio.get_running_loop()).__module__.split(".")[0])

    for process in (intake, app):
        monkeypatch.setattr(process, "serve", serve)
    monkeypatch.setattr(mode.loop, "use", seen.append)  # it would stay so for other tests
    intake.main(Settings(**given))
    app.main(Settings(**given))
    assert seen[:2] == [loop, loop]


def test_no_option_takes_a_secret() -> None:
    """What stands on a command line is in the list of processes for everybody."""
    command = typer.main.get_command(build())
    for one in [command, *getattr(command, "commands", {}).values()]:
        told = " ".join(name for parameter in one.params for name in parameter.opts)
        assert not re.search("password|secret|sasl|ssl|user", told)
