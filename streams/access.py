"""How Kafka and Redis are reached, by the settings: over TLS or not, as which user, with secrets from files.

A wrong combination, a file that can not be read or holds no certificate is a SettingsError: one sentence, no secret.
"""

import ssl
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streams.settings import Settings, SettingsError


def kafka(settings: Settings) -> dict[str, Any]:
    """What every client of Kafka is told, under aiokafka's names. Raises SettingsError."""
    told: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap,
        "security_protocol": settings.security_protocol,
    }
    password = _secret("KORDON_SASL_PASSWORD", settings.sasl_password, settings.sasl_password_file)
    if settings.security_protocol == "SASL_SSL":
        if settings.sasl_username is None or password is None:
            raise SettingsError(
                "KORDON_SECURITY_PROTOCOL is SASL_SSL: set KORDON_SASL_USERNAME and KORDON_SASL_PASSWORD_FILE"
            )
        told |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": password,
        }
    elif settings.sasl_username is not None or password is not None:
        raise SettingsError(
            "KORDON_SASL_USERNAME or its password is set, but KORDON_SECURITY_PROTOCOL is"
            f" {settings.security_protocol}: set it to SASL_SSL, or unset user and password"
        )
    files = settings.ssl_cafile, settings.ssl_certfile, settings.ssl_keyfile
    if settings.security_protocol != "PLAINTEXT":
        told["ssl_context"] = _context("KORDON_SSL", *files)
    elif any(files):
        raise SettingsError(
            "KORDON_SSL_CAFILE, _CERTFILE or _KEYFILE is set, but KORDON_SECURITY_PROTOCOL is PLAINTEXT: set it to SSL"
            " or SASL_SSL, or unset the files"
        )
    return told


def redis(settings: Settings) -> dict[str, Any]:
    """What every client of Redis is told beside the URL, under its own names. Raises SettingsError."""
    password = _secret("KORDON_REDIS_PASSWORD", settings.redis_password, settings.redis_password_file)
    if settings.redis_username is not None and password is None:
        raise SettingsError("KORDON_REDIS_USERNAME is set: set KORDON_REDIS_PASSWORD_FILE too")
    told: dict[str, Any] = {"username": settings.redis_username, "password": password}
    files = settings.redis_cafile, settings.redis_certfile, settings.redis_keyfile
    if urlsplit(settings.redis_url).scheme == "rediss":
        _context("KORDON_REDIS", *files)  # the client makes its own, when it is too late to refuse
        names = "ssl_ca_certs", "ssl_certfile", "ssl_keyfile"
        told |= {name: str(file) for name, file in zip(names, files, strict=True) if file is not None}
        told["ssl_check_hostname"] = True
    elif any(files):
        raise SettingsError(
            "KORDON_REDIS_CAFILE, _CERTFILE or _KEYFILE is set, but KORDON_REDIS_URL is without TLS: begin it with"
            " rediss://, or unset the files"
        )
    return told


def over_tls(settings: Settings) -> bool:
    """Whether a process may not have uvloop: now and then that waits 30 s for the end of a connection over TLS.

    It does so when data come while a connection is being closed, https://github.com/MagicStack/uvloop/issues/471,
    such as the answer to a last fetch; every partition that a worker takes over closes a consumer.
    """
    return settings.security_protocol != "PLAINTEXT" or urlsplit(settings.redis_url).scheme == "rediss"


def _secret(name: str, value: Any, file: Path | None) -> str | None:
    """A secret from the environment or its file, of which a line's end is no part."""
    if file is None:
        found = None if value is None else str(value.get_secret_value())
    elif value is not None:
        raise SettingsError(f"{name} and {name}_FILE are both set: unset one")
    else:
        try:
            found = file.read_text().rstrip("\r\n")
        except OSError as error:
            raise SettingsError(
                f"{name}_FILE {file} can not be read: {error.strerror}; mount it readable for this user"
            ) from None
        except ValueError:
            raise SettingsError(f"{name}_FILE {file} is no text in UTF-8: write the password into it") from None
    if found == "":
        raise SettingsError(f"{name if file is None else f'{name}_FILE'} is empty: write the password into it")
    return found


@lru_cache(maxsize=8)
def _context(name: str, cafile: Path | None, certfile: Path | None, keyfile: Path | None) -> ssl.SSLContext:
    """One for all clients: to read what a machine trusts takes a while."""
    if keyfile is not None and certfile is None:
        raise SettingsError(f"{name}_KEYFILE is set without {name}_CERTFILE: name the certificate too")
    try:
        context = ssl.create_default_context(cafile=cafile)
    except OSError as error:
        raise SettingsError(f"{name}_CAFILE {cafile} {_wrong(error)}") from None
    if certfile is not None:
        try:
            context.load_cert_chain(certfile, keyfile, _no_pass_phrase)
        except OSError as error:
            named = f"{name}_CERTFILE {certfile}" + (f" with {name}_KEYFILE {keyfile}" if keyfile else "")
            raise SettingsError(f"{named} {_wrong(error)}") from None
    return context


def _no_pass_phrase() -> str:
    """Else the terminal would be asked, which a service does not have."""
    return ""


def _wrong(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return "holds no certificate, or a key that is not its own or has a pass phrase: write it anew, in PEM"
    return f"can not be read: {error.strerror}; mount it readable for this user"
