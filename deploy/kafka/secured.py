"""A broker that speaks TLS and asks who is there: users with passwords, or a certificate."""

import os
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import pbkdf2_hmac
from pathlib import Path

from deploy.ports import HOST
from deploy.tls import Authority

MECHANISMS = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
ROUNDS = 4096
"""As few as Kafka allows."""


class Secured:
    """Who may come in, and who signs the broker's certificate.

    Args:
        authority: signs the broker's certificate, and those that clients show at the port for mutual TLS.
        users: their passwords; each may use PLAIN and SCRAM.
    """

    def __init__(self, authority: Authority, users: Mapping[str, str]) -> None:
        self._authority, self._users = authority, dict(users)

    def settings(self, folder: Path, clients: int, mutual: int, brokers: int, controller: int) -> dict[str, str]:
        """Write the certificates into the folder; return the broker's settings for four ports."""
        ours = f"CLIENTS://{HOST}:{clients},MUTUAL://{HOST}:{mutual},BROKERS://{HOST}:{brokers}"
        known = " ".join(f'user_{name}="{password}"' for name, password in self._users.items())
        return {
            "listeners": f"{ours},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"{ours},CONTROLLER://{HOST}:{controller}",
            "listener.security.protocol.map": "CLIENTS:SASL_SSL,MUTUAL:SSL,BROKERS:PLAINTEXT,CONTROLLER:PLAINTEXT",
            # One broker on one machine: what it tells itself needs no password.
            "inter.broker.listener.name": "BROKERS",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._authority.write_signed(folder / "broker.pem")),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self._authority.write_own(folder / "authority.pem")),
            "listener.name.mutual.ssl.client.auth": "required",
            "listener.name.clients.sasl.enabled.mechanisms": ",".join(["PLAIN", *MECHANISMS]),
            "listener.name.clients.plain.sasl.jaas.config": _login("plain.PlainLoginModule", known),
            **{
                f"listener.name.clients.{name.lower()}.sasl.jaas.config": _login("scram.ScramLoginModule")
                for name in MECHANISMS
            },
        }

    def format_options(self) -> Iterator[str]:
        """Options of the command that formats the disk, by which SCRAM knows the users."""
        for mechanism, digest in MECHANISMS.items():
            for name, password in self._users.items():
                # Salted here: the command stands in the list of processes.
                salt = os.urandom(16)
                salted = pbkdf2_hmac(digest, password.encode(), salt, ROUNDS)
                told = f'name={name},iterations={ROUNDS},salt="{_text(salt)}",saltedpassword="{_text(salted)}"'
                yield f"--add-scram={mechanism}=[{told}]"


def _login(module: str, options: str = "") -> str:
    return f"org.apache.kafka.common.security.{module} required {options};"


def _text(data: bytes) -> str:
    return b64encode(data).decode()
