"""Writes believable amounts of text: words of four languages, frequent ones as frequent as in real language (Zipf)."""

import random
from itertools import accumulate

from goodwill.core.search import words as folded

_HEADS = {
    "en": "the to my order i and is it you for please a not have of in this was me on with but when can hello thank refund delivery parcel "
    "received broken return pot plant shipping address still waiting tracking number money back replacement size wrong damaged leaf soil",
    "de": "die ich und nicht das ist bitte der mit bestellung sie mein auf für habe es ein zu den wann hallo danke lieferung paket "
    "erhalten kaputt rückgabe topf pflanze versand adresse noch warte geld zurück ersatz größe falsch beschädigt blatt erde",
    "fr": "je de la le et ma commande pas pour est un merci vous bonjour que mais les avec colis livraison reçu cassé retour pot plante "
    "adresse toujours attends numéro suivi remboursement taille mauvaise abîmé feuille terre",
    "ja": "注文 商品 届きません 返品 交換 返金 お願いします 配送 植木鉢 植物 破損 住所 変更 確認 いつ ありがとう 番号 追跡 サイズ 間違い",
}
_SYLLABLES = {
    "en": "ba con der ing pre sta ter mo li ve ran sel ton dis ful ment ark ou est ly",
    "de": "ver ge ung schla ber kei ein aus lich stra ken mü ho fen zeu gel rün ab tz ei",
    "fr": "é tion re mar ju eau lle ci ver sou plai en cha tre oi que ment bri lan ier",
    # As many signs as a shop's mails may use: with few, each pair of them would stand in every other message.
    "ja": " ".join(chr(0x4E2D + 29 * number) for number in range(300)),
}
_SHARES = {"en": 50, "de": 28, "fr": 14, "ja": 8}
_VOCABULARY = 12_000
_DRAWN = 1_500_000


class Writer:
    """Makes words and texts. The vocabulary is the same for each writer; ``chance`` says what is written with it."""

    def __init__(self) -> None:
        self.chance = random.Random(1)
        self._languages = list(_SHARES)
        self._shares = list(accumulate(_SHARES.values()))
        self._words = {language: self._vocabulary(language) for language in _SHARES}
        weights = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))
        # Long rows of words are drawn once; each text is a stretch of one, which is ten times faster than drawing anew.
        self._drawn = {language: self.chance.choices(known, cum_weights=weights, k=_DRAWN) for language, known in self._words.items()}
        self._folded = {word: folded.words(word) for known in self._words.values() for word in known}

    def language(self) -> str:
        return self.chance.choices(self._languages, cum_weights=self._shares)[0]

    def words(self, language: str, count: int) -> list[str]:
        start = int(self.chance.random() * (_DRAWN - count))
        return self._drawn[language][start : start + count]

    def text(self, language: str) -> tuple[str, list[str]]:
        """A message of a few to a few hundred words, forty as a rule; and these as the search folds them."""
        count = min(400, max(4, int(self.chance.lognormvariate(3.64, 0.6))))
        written = self.words(language, count)
        lines = [" ".join(written[at : at + 12]) for at in range(0, count, 12)]
        return ".\n".join(lines), self.folded(written)

    def folded(self, written: list[str]) -> list[str]:
        return [token for word in written for token in self._folded[word]]

    def _vocabulary(self, language: str) -> list[str]:
        """The words by rank: first real ones of a shop's mail, then made-up ones; all are different."""
        made = dict.fromkeys(_HEADS[language].split())
        syllables = _SYLLABLES[language].split()
        while len(made) < _VOCABULARY:
            made["".join(self.chance.choices(syllables, k=self.chance.choice((2, 2, 3, 3, 4))))] = None
        return list(made)
