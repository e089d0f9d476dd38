"""The cryptography of a secret ballot: shares as words, seals inside seals, codes. Decision 12 says why.

Each scrutineer has a key pair of her own; the private half comes from her share, sixteen random bytes that only her
sheet holds. A ballot is sealed for every ordered pair of scrutineers: the outer seal by the first, who learns nothing
but whose it is, the inner one by the second, who learns what it says but no longer whose it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from lampion.decisions.counting import Choice
from lampion.kit.folding import fold

SHARE_BYTES, HALF = 16, 8
CODE_BYTES = 6
# What is sealed has one of two lengths, whatever it says.
INNER_BYTES, OUTER_BYTES = 512, 2048
# Two bytes are a word that can be said in any language: lusab, babad.
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
WORD_LETTERS = 5


class Broken(Exception):
    """Not sealed for this key, for another ballot, or changed since."""


class Mistyped(Exception):
    """A line of a share that fails its check word."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


# --- words ------------------------------------------------------------------------------------


def new_share() -> bytes:
    return secrets.token_bytes(SHARE_BYTES)


def share_in_words(share: bytes) -> list[list[str]]:
    """Return two lines of five words: four that say half of the share, and one that checks them."""
    halves = [share[:HALF], share[HALF:]]
    return [words(half + _check(half, line)) for line, half in enumerate(halves)]


def read_share(lines: tuple[str, str]) -> bytes:
    """Read what somebody typed, in any case and with any spaces. Raises Mistyped with the line, 0 or 1."""
    share = b""
    for line, typed in enumerate(lines):
        try:
            said = _bytes_of(typed)
        except ValueError:
            raise Mistyped(line) from None
        half, check = said[:HALF], said[HALF:]
        if len(half) != HALF or check != _check(half, line):
            raise Mistyped(line)
        share += half
    return share


def _check(half: bytes, line: int) -> bytes:
    return hashlib.blake2b(half, digest_size=2, person=b"lampion-line-%d" % line).digest()


def words(said: bytes) -> list[str]:
    """Put each two bytes into a word of five letters."""
    return [_word(said[place : place + 2]) for place in range(0, len(said), 2)]


def _word(pair: bytes) -> str:
    number = int.from_bytes(pair)
    letters = []
    for alphabet, bits in (
        (CONSONANTS, 12), (VOWELS, 10), (CONSONANTS, 6), (VOWELS, 4), (CONSONANTS, 0)
    ):  # fmt: skip
        letters.append(alphabet[number >> bits & len(alphabet) - 1])
    return "".join(letters)


def _bytes_of(typed: str) -> bytes:
    """Raises ValueError for what are no such words."""
    letters = [letter for letter in fold(typed) if letter.isalpha()]
    if len(letters) % WORD_LETTERS:
        raise ValueError
    number = 1  # a leading one keeps the zeros
    for place, letter in enumerate(letters):
        alphabet = CONSONANTS if place % WORD_LETTERS % 2 == 0 else VOWELS
        number = number * len(alphabet) + alphabet.index(letter)
    return number.to_bytes(len(letters) // WORD_LETTERS * 2 + 1)[1:]


def new_code() -> str:
    """Return what a voter finds her vote by: 48 random bits."""
    return "-".join(words(secrets.token_bytes(CODE_BYTES)))


# --- keys and seals ---------------------------------------------------------------------------


def key_of(share: bytes) -> PrivateKey:
    return PrivateKey(hashlib.blake2b(share, digest_size=32, person=b"lampion-share").digest())


def public_key_of(share: bytes) -> str:
    return bytes(key_of(share).public_key).hex()


def seal_ballot(
    choice: Choice, *, proposal: int, voter: int, keys: Mapping[str, str]
) -> tuple[dict[str, str], str]:
    """Seal for each scrutineer (name -> public key); returns the seals by name, and the code inside."""
    code = new_code()
    said = {"proposal": proposal, "code": code, "choice": choice}
    seals = {}
    for first, key in keys.items():
        others = ((name, other) for name, other in keys.items() if name != first)
        inner = {name: _seal(said, other, INNER_BYTES) for name, other in others}
        whose = {"proposal": proposal, "voter": voter, "inner": inner}
        seals[first] = _seal(whose, key, OUTER_BYTES)
    return seals, code


def take_outer_seal_off(
    sealed: str, key: PrivateKey, *, proposal: int, voter: int
) -> dict[str, str]:
    """Return the inner seals by name. Raises Broken, also for a ballot that was another voter's."""
    opened = _unseal(sealed, key)
    inner = opened.get("inner")
    if (opened.get("proposal"), opened.get("voter")) != (proposal, voter):
        raise Broken
    if not isinstance(inner, dict) or not all(isinstance(one, str) for one in inner.values()):
        raise Broken
    return inner


def read_ballot(sealed: str, key: PrivateKey, *, proposal: int) -> tuple[str, Any]:
    """Return the code and the choice, which the caller has to check. Raises Broken."""
    opened = _unseal(sealed, key)
    if opened.get("proposal") != proposal or not isinstance(opened.get("code"), str):
        raise Broken
    return opened["code"], opened.get("choice")


def _seal(said: Mapping[str, Any], key: str, length: int) -> str:
    plain = json.dumps(said).encode()
    if len(plain) >= length:
        raise ValueError
    box = SealedBox(PublicKey(bytes.fromhex(key)))
    return base64.b64encode(box.encrypt(sodium_pad(plain, length))).decode()


def _unseal(sealed: str, key: PrivateKey) -> dict[str, Any]:
    try:
        padded = SealedBox(key).decrypt(base64.b64decode(sealed, validate=True))
        opened = json.loads(sodium_unpad(padded, len(padded)))
    except (CryptoError, ValueError, TypeError):
        raise Broken from None
    if not isinstance(opened, dict):
        raise Broken
    return opened
