"""Encryption at rest of what could be used against somebody, and the keyed index by which equal secrets are found.

A sealed text is `CIPHER:KEY:base64(nonce, ciphertext, tag)`. It names its cipher and key, so that a site can change
either and still read what was written before; the field's name is sealed along, so that a value cannot be put in
another's place unseen. From one data key of 256 bits each cipher gets its own (HKDF).
"""

from __future__ import annotations

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CIPHERS = {"sm4-gcm": 16, "aes-256-gcm": 32}
"""Names of ciphers and the bytes of their keys (SM4 is GB/T 32907)."""
HASHES: dict[str, type[hashes.HashAlgorithm]] = {"sm3": hashes.SM3, "sha256": hashes.SHA256}
"""Hashes of the index (SM3 is GB/T 32905)."""
_NONCE, _TAG, _LEAST_KEY, _LONGEST_HEAD = 12, 16, 32, 256


class KeyProblem(Exception):
    """A key is missing or malformed, or a sealed text was changed. Says which key or field, never the content."""


def seal(field: str, text: str) -> str:
    """The text, encrypted with the newest key and the site's cipher; empty stays empty."""
    if not text:
        return ""
    cipher, key, body = _encrypted(field, text.encode())
    return f"{cipher}:{key}:{base64.b64encode(body).decode()}"


def unseal(field: str, sealed: str) -> str:
    """The text that was sealed for a field. Raises `KeyProblem`."""
    if not sealed:
        return ""
    cipher, _, rest = sealed.partition(":")
    key, _, text = rest.partition(":")
    try:
        body = base64.b64decode(text, validate=True)
    except ValueError:
        body = b""
    return _decrypted(field, cipher, key, body).decode()


def seal_file(field: str, content: bytes) -> bytes:
    """The bytes of a file, encrypted like a text: `CIPHER:KEY:` and then nonce, ciphertext and tag as they are."""
    cipher, key, body = _encrypted(field, content)
    return f"{cipher}:{key}:".encode() + body


def unseal_file(field: str, sealed: bytes) -> bytes:
    """The bytes that were sealed for a field. Raises `KeyProblem`."""
    cipher, _, rest = bytes(sealed).partition(b":")
    key, _, body = rest.partition(b":")
    return _decrypted(field, cipher.decode("ascii", "replace"), key.decode("ascii", "replace"), body)


def is_current(sealed: str | bytes) -> bool:
    """Whether a sealed text or file has the newest key and the site's cipher; an empty one has nothing to rotate."""
    newest = data_keys(settings.DOUDI_KEYS)[0][0]
    return not sealed or _head(sealed) == f"{settings.DOUDI_CIPHER}:{newest}"


def key_of(sealed: str | bytes) -> str:
    """The id of the key with which a text or file was sealed."""
    return _head(sealed).partition(":")[2]


def _head(sealed: str | bytes) -> str:
    """`CIPHER:KEY` of what was sealed."""
    if isinstance(sealed, str):
        return ":".join(sealed.split(":", 2)[:2])
    return b":".join(bytes(sealed[:_LONGEST_HEAD]).split(b":", 2)[:2]).decode("ascii", "replace")


def is_index_current(found: str) -> bool:
    """Whether an index was made with the site's hash; an empty one has nothing to renew."""
    return not found or found.startswith(f"{settings.DOUDI_HASH}:")


def index(field: str, text: str) -> str:
    """`HASH:hex`, the keyed hash by which equal texts of a field are found; empty stays empty."""
    return _index(field, text, str(settings.DOUDI_HASH)) if text else ""


def indexes(field: str, text: str) -> list[str]:
    """The index of a text by every hash: what was written before the site changed its hash is found too."""
    return [_index(field, text, name) for name in HASHES] if text else []


def _index(field: str, text: str, name: str) -> str:
    made = hmac.HMAC(_index_key(settings.DOUDI_INDEX_KEY), HASHES[name]())
    made.update(f"{field}:{text}".encode())
    return f"{name}:{made.finalize().hex()}"


@lru_cache(maxsize=8)
def data_keys(setting: str) -> tuple[tuple[str, bytes], ...]:
    """The data keys of a setting `id:hex,id:hex`, newest first. Raises `KeyProblem` naming what is wrong."""
    found: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in setting.split(","))):
        name, _, digits = part.partition(":")
        if not (name.isascii() and name.isalnum()) or name in found:
            raise KeyProblem(
                "DOUDI_KEYS 的每把密钥要有自己的编号：k2:十六进制,k1:十六进制，编号只用字母和数字，不能重复。"
            )
        found[name] = _bytes(digits, f"DOUDI_KEYS 的 {name}")
    if not found:
        raise KeyProblem("没有设置 DOUDI_KEYS。用 doudi keys new 生成一把。")
    return tuple(found.items())


def _encrypted(field: str, content: bytes) -> tuple[str, str, bytes]:
    """The cipher, the key's id, and nonce, ciphertext and tag together."""
    cipher, (key, _) = str(settings.DOUDI_CIPHER), data_keys(settings.DOUDI_KEYS)[0]
    nonce = os.urandom(_NONCE)
    encryptor = _cipher(cipher, key, nonce, None).encryptor()
    encryptor.authenticate_additional_data(field.encode())
    body = encryptor.update(content) + encryptor.finalize()
    return cipher, key, nonce + body + encryptor.tag


def _decrypted(field: str, cipher: str, key: str, body: bytes) -> bytes:
    if len(body) < _NONCE + _TAG:
        raise KeyProblem(f"{field} 的密文不完整。")
    decryptor = _cipher(cipher, key, body[:_NONCE], body[-_TAG:]).decryptor()
    decryptor.authenticate_additional_data(field.encode())
    try:
        return decryptor.update(body[_NONCE:-_TAG]) + decryptor.finalize()
    except InvalidTag:
        raise KeyProblem(f"{field} 的密文被改动，或密钥 {key} 不是加密时的那把。") from None


def _cipher(cipher: str, key: str, nonce: bytes, tag: bytes | None) -> Cipher[modes.GCM]:
    secret = dict(data_keys(settings.DOUDI_KEYS)).get(key)
    if secret is None:
        raise KeyProblem(f"DOUDI_KEYS 里没有密钥 {key}，用它加密的内容读不出来。把它加在新密钥的后面。")
    if cipher not in CIPHERS:
        raise KeyProblem(f"DOUDI_CIPHER 只能是 {'、'.join(CIPHERS)}，不是“{cipher}”。")
    derived = _derived(cipher, secret)
    algorithm = algorithms.SM4(derived) if cipher == "sm4-gcm" else algorithms.AES(derived)
    return Cipher(algorithm, modes.GCM(nonce, tag))


@lru_cache(maxsize=32)
def _derived(cipher: str, secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), CIPHERS[cipher], salt=None, info=f"doudi {cipher}".encode()).derive(secret)


@lru_cache(maxsize=8)
def _index_key(setting: str) -> bytes:
    if not setting:
        raise KeyProblem("没有设置 DOUDI_INDEX_KEY。用 doudi keys new 生成一把。")
    return _bytes(setting, "DOUDI_INDEX_KEY")


def _bytes(digits: str, name: str) -> bytes:
    try:
        found = bytes.fromhex(digits)
    except ValueError:
        found = b""
    if len(found) < _LEAST_KEY:
        raise KeyProblem(f"{name} 应是至少 {_LEAST_KEY * 2} 位十六进制数字。")
    return found
