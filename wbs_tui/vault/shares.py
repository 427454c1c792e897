"""The escrow's secret as three shares of which any two make it again: SLIP-39, one group, 33 words each.

No share, and no word of one that is right, ever stands in an error or a repr.
"""

import hashlib
import re
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from models.words.recovery import SHARES, THRESHOLD, WORDS
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import CannotUnlock
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.sealing import SealingKeys

SECRET_BYTES = 32
_PREFIX = 4
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"(?<![\w.,])(\d{1,2})[.)]\s*([^\W\d_]+)")
_BY_PREFIX: dict[str, str] = {word[:_PREFIX]: word for word in WORDLIST}
_SIGN_SEED = 32


class WrongShare(CannotUnlock):
    """What was typed is not a share, or does not go together with the other."""


class UnknownWord(WrongShare):
    """A word that is in no share; `place` counts from 1."""

    def __init__(self, word: str, place: int) -> None:
        super().__init__(
            _("Kata ke-{place} ({word}) bukan kata dari daftar. Periksa ejaannya pada lembar bagian.").format(
                place=place, word=clean(word, single_line=True)[:20]
            )
        )
        self.place = place


class WrongNumberOfWords(WrongShare):
    """Too few or too many words."""

    def __init__(self, count: int) -> None:
        super().__init__(
            _("Satu bagian terdiri atas {expected} kata; yang diketik ada {count}.").format(
                expected=WORDS, count=count
            )
        )


class MistypedShare(WrongShare):
    """Every word is in the list, but not all of them are those of the share."""

    def __init__(self) -> None:
        super().__init__(
            _("Ada kata yang keliru atau tertukar letaknya. Cocokkan setiap kata dengan lembar bagian.")
        )


class ForeignShare(WrongShare):
    """A share of something else: not two of three."""

    def __init__(self) -> None:
        super().__init__(_("Kata-kata ini bukan bagian kunci pemulihan dari program ini."))


class SameShareTwice(WrongShare):
    """The two are one and the same."""

    def __init__(self) -> None:
        super().__init__(_("Kedua bagian itu sama. Diperlukan dua bagian dari dua pemegang yang berbeda."))


class SharesOfDifferentSets(WrongShare):
    """The two were not made together."""

    def __init__(self) -> None:
        super().__init__(
            _("Kedua bagian itu bukan dari pembagian yang sama. Pakai dua lembar dengan generasi yang sama.")
        )


def split(secret: bytes) -> tuple[str, ...]:
    """Three shares of a 32-byte secret, each of 33 words with single spaces. The n-th is share number n.

    No passphrase stands before it, so the slow derivation of SLIP-39 would protect nothing: its least cost.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("the escrow's secret has 32 bytes")
    ((*shares,),) = generate_mnemonics(1, [(THRESHOLD, SHARES)], secret, iteration_exponent=0)
    return tuple(shares)


def read_words(typed: str, before: int = 0) -> list[str]:
    """The words of a piece of a share in any case and spacing; four letters stand for a word.

    `before` words were read already: the place of an unknown one counts on from them. Raises UnknownWord.
    """
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return [_known(word, before + place) for place, word in enumerate(_in_order(folded), start=1)]


def normalise(typed: str) -> str:
    """The share as `split` writes it, from typed words, numbered or not, or from a whole printed page.

    Raises UnknownWord, WrongNumberOfWords, MistypedShare or ForeignShare.
    """
    words = " ".join(read_words(typed))
    _decoded(words)
    return words


def number_of(words: str) -> int:
    """Which of the three a share is, 1 to 3; raises what `normalise` raises."""
    index: int = _decoded(words).index
    return index + 1


def combine(first: str, second: str) -> bytes:
    """The secret of two normalised shares. Raises SameShareTwice, SharesOfDifferentSets, MistypedShare."""
    one, other = _decoded(first), _decoded(second)
    if one.common_parameters() != other.common_parameters():
        raise SharesOfDifferentSets
    if one.index == other.index:
        raise SameShareTwice if one.value == other.value else SharesOfDifferentSets
    secret = _combined(first, second)
    if secret is None:
        raise SharesOfDifferentSets
    return secret


def _combined(first: str, second: str) -> bytes | None:
    """Without the library's error, which quotes words of the share."""
    try:
        secret: bytes = combine_mnemonics([first, second])
    except MnemonicError:
        return None
    return secret


def share_hash(office: str, escrow: str, number: int, words: str) -> bytes:
    """SHA-256 of `wbs-share-v1|office|escrow|number|words`: a share of 256 random bits cannot be guessed."""
    return hashlib.sha256(joined("wbs-share-v1", office, escrow, number, words).encode()).digest()


def escrow_keys(secret: bytes) -> AccountKeys:
    """The escrow's account keys: HKDF-SHA256 (RFC 5869), Ed25519 seed (32) then sealing seed (96)."""
    length = _SIGN_SEED + SealingKeys.SEED_BYTES
    derived = HKDF(SHA256(), length, None, b"wbs-escrow-keys-v1").derive(secret)
    return AccountKeys(derived[:_SIGN_SEED], derived[_SIGN_SEED:])


def _in_order(folded: str) -> list[str]:
    """The words as typed; by their numbers where exactly 1 to 33 are numbered, as on the printed page."""
    found = {int(number): word for number, word in _NUMBERED.findall(folded)}
    numbered = [found[place] for place in range(1, WORDS + 1) if place in found]
    if len(numbered) == WORDS:
        return numbered
    return _WORD.findall(folded)


def _known(word: str, place: int) -> str:
    whole = _BY_PREFIX.get(word[:_PREFIX])
    if whole is None or not whole.startswith(word):
        raise UnknownWord(word, place)
    return whole


def _decoded(words: str) -> Share:
    count = len(words.split())
    if count != WORDS:
        raise WrongNumberOfWords(count)
    share = _parsed(words)
    if share is None:
        raise MistypedShare
    if (share.group_count, share.member_threshold) != (1, THRESHOLD) or share.index >= SHARES:
        raise ForeignShare
    return share


def _parsed(words: str) -> Share | None:
    try:
        return Share.from_mnemonic(words)
    except MnemonicError:
        return None
