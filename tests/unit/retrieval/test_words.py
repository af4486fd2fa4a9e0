from __future__ import annotations

from app.retrieval.words import Rarity, content_stems, coverage, fold, query_terms, words


def test_words_are_folded_and_lose_the_possessive() -> None:
    assert words("Ögedei’s élan, don't!") == ("ogedei", "elan", "don't")


def test_han_is_cut_into_characters() -> None:
    assert words("東京 Tokyo") == ("東", "京", "tokyo")


def test_content_stems_join_word_forms() -> None:
    assert content_stems("The leases were leased") == content_stems("leasing a lease")


def test_query_terms_drop_stop_words_and_repetitions() -> None:
    assert query_terms("When does the lease end, and who ends the lease?") == ("lease", "end", "ends")


def test_query_terms_keep_stop_words_when_there_is_nothing_else() -> None:
    assert query_terms("Who is it?") == ("who", "is", "it")


def test_query_terms_of_han_are_trigrams() -> None:
    assert query_terms("租赁合同期") == ("租赁合", "赁合同", "合同期")


def test_rarest_keeps_the_order() -> None:
    rarity = Rarity(100, {"common": 90, "rare": 1, "some": 20})
    assert rarity.rarest(["common", "rare", "some"], 2) == ("rare", "some")
    assert rarity.idf("rare") > rarity.idf("some") > rarity.idf("common") > 0
    assert rarity.idf("unseen") > rarity.idf("rare")


def test_coverage_is_a_share_of_weight() -> None:
    weights = Rarity(100, {"rent": 1, "month": 60}).stem_weights(["rent", "month"])
    assert coverage(weights, content_stems("the monthly rents")) > 0.8
    assert coverage(weights, content_stems("a month")) < 0.3
    assert coverage({}, ("rent",)) == 0.0


def test_fold_keeps_ascii_as_it_is() -> None:
    assert fold("plain") == "plain"
    assert fold("Straße ﬁn") == "Straße fin"
