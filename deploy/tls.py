"""Certificates for servers on this machine, signed by an authority that lives as long as whoever asks for them."""

from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from deploy.ports import HOST


class Authority:
    """Signs certificates for the loopback address, and for clients."""

    def __init__(self) -> None:
        self._signer = trustme.CA()

    def write_own(self, file: Path) -> Path:
        """Write the certificate that others have to trust."""
        file.write_bytes(self._signer.cert_pem.bytes())
        return file

    def write_signed(self, file: Path, name: str = HOST) -> Path:
        """Write a key and its certificate into one file, which only we may read."""
        made = self._signer.issue_cert(name)
        key = load_pem_private_key(made.private_key_pem.bytes(), None)
        file.touch(mode=0o600)
        # Java reads a key in this form only.
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with file.open("ab") as chain:
            for certificate in made.cert_chain_pems:
                chain.write(certificate.bytes())
        return file
