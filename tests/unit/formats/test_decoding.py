from __future__ import annotations

import pytest

from app.formats.cleaning import clean_text
from app.formats.decoding import decode

SAMPLES = {
    "en": "The committee met on Tuesday and agreed on the plan for next year. ",
    "de": "Die größte Änderung betrifft die Öffnungszeiten für überfällige Bücher. ",
    "fr": "L'été dernier, l'élève a été reçu à l'école près de la forêt. ",
    "pl": "Najemca może wypowiedzieć umowę z trzymiesięcznym okresem, płacąc czynsz. ",
    "ru": "Арендатор может расторгнуть договор. ",
    "el": "Ο ενοικιαστής μπορεί να φύγει. ",
    "ja": "会議の資料を次の週までに準備してください。",
    "ja_names": "名前,年齢,住所\n佐藤太郎,30,東京\n",
    "ja_title": "データベース設計書",
    "zh": "承租人可以提前三个月通知解除合同。",
    "zt": "承租人可以提前三個月通知解除合約。",
    "ko": "임차인은 삼 개월 전에 통지하여 계약을 해지할 수 있습니다.",
    "th": "ผู้เช่าสามารถบอกเลิกสัญญาได้โดยแจ้งล่วงหน้าสามเดือน",
    "he": "השוכר רשאי לסיים את החוזה בהודעה של שלושה חודשים",
    "ar": "يجوز للمستأجر إنهاء العقد بإشعار مدته ثلاثة أشهر",
    "cs": "Smlouva o nájmu bytu byla uzavřena dne prvního května, příliš pozdě",
    "hu": "A szerződés felmondási ideje három hónap, kérjük őrizze meg",
    "tr": "Kira sözleşmesi üç ay önceden bildirilmelidir, İstanbul",
    "lt": "Nuomininkas gali nutraukti sutartį prieš tris mėnesius, ąžuolas",
    "uk": "Договір оренди може бути розірваний за три місяці, їжак",
    "caps": "ПРОТОКОЛ СОБРАНИЯ АКЦИОНЕРОВ",
    "quotes": "It’s the “final” version – don’t change it… it’s done",
}


@pytest.mark.parametrize(
    ("sample", "encoding"),
    [
        ("en", "ascii"),
        ("de", "utf-8"),
        ("de", "utf-8-sig"),
        ("de", "cp1252"),
        ("fr", "cp1252"),
        ("fr", "iso8859-15"),
        ("pl", "cp1250"),
        ("pl", "iso8859-2"),
        ("ru", "cp1251"),
        ("ru", "koi8-r"),
        ("el", "cp1253"),
        ("ja", "shift_jis"),
        ("ja", "iso2022_jp"),
        ("ru", "cp866"),
        ("ru", "iso8859-5"),
        ("ru", "mac-cyrillic"),
        ("caps", "cp1251"),
        ("uk", "cp1251"),
        ("uk", "koi8-u"),
        ("el", "iso8859-7"),
        ("he", "cp1255"),
        ("ar", "cp1256"),
        ("ar", "iso8859-6"),
        ("th", "cp874"),
        ("ja_names", "shift_jis"),
        ("ja", "euc_jp"),
        ("ja_title", "euc_jp"),
        ("zh", "gb18030"),
        ("zt", "big5"),
        ("ko", "euc_kr"),
        ("cs", "cp1250"),
        ("cs", "iso8859-2"),
        ("hu", "cp1250"),
        ("pl", "cp852"),
        ("tr", "cp1254"),
        ("lt", "cp1257"),
        ("de", "cp850"),
        ("de", "mac-roman"),
        ("fr", "mac-roman"),
        ("quotes", "cp1252"),
        ("quotes", "mac-roman"),
        ("en", "utf-16-le"),
        ("de", "utf-16-be"),
        ("ja", "utf-16-le"),
        ("ja", "utf-16"),
        ("en", "utf-32-le"),
        ("en", "utf-32-be"),
    ],
)
@pytest.mark.parametrize("times", [1, 6])
def test_encodings_are_told_apart(sample: str, encoding: str, times: int) -> None:
    text = SAMPLES[sample] * times
    assert decode(text.encode(encoding)) == text


def test_a_last_letter_beyond_ascii_is_no_cut_character() -> None:
    assert decode("Am Stadttor: ein Café".encode("cp1252")) == "Am Stadttor: ein Café"


def test_a_declared_encoding_counts_when_it_is_one() -> None:
    assert decode("\u0416\u0443\u043a".encode("koi8-r"), "koi8-r") == "\u0416\u0443\u043a"
    assert decode(b"caf\xe9", "iso-8859-1") == "caf\u00e9"
    assert decode("caf\u00e9".encode(), "no-such-thing") == "caf\u00e9"
    assert decode(b"+ADw-b+AD4-", "utf-7") == "+ADw-b+AD4-"


def test_padding_and_a_cut_character_do_no_harm() -> None:
    assert decode(b"log line\n" + bytes(100)) == "log line\n"
    assert decode("Gr\u00fc\u00df".encode()[:-1]).startswith("Gr\u00fc")


def test_invisible_characters_are_taken_out() -> None:
    assert clean_text("a\x00b\ud800c\ufffe\u200b\u202ed\xad\U000e0041") == "abcd"
    assert clean_text("1\xa0000\u2003x\r\ny\u2028z") == "1 000 x\ny\nz"
    assert clean_text("\ufb01n e\u0301 \u200c\u200d") == "fin \xe9 \u200c\u200d"
