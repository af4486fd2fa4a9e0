"""Units that numbers stand with, and number words, in English, German, French and Spanish.

Lists made by hand from everyday, office and clinic usage; lower case, without accents. A word that can mean two units
("pound") stands for both.
"""

from __future__ import annotations

_UNIT_WORDS = {
    "second": "second seconds sec secs sekunde sekunden seconde secondes segundo segundos",
    "minute": "minute minutes min mins minuten minuto minutos",
    "hour": "hour hours hr hrs stunde stunden heure heures hora horas",
    "day": "day days tag tage tagen jour jours dia dias werktag werktage werktagen arbeitstag arbeitstage arbeitstagen",
    "week": "week weeks woche wochen semaine semaines semana semanas",
    "month": "month months monat monate monaten monats mois mes meses",
    "quarter": "quarter quarters quartal quartale quartalen trimestre trimestres",
    "year": "year years yr yrs jahr jahre jahren jahres an ans annee annees ano anos",
    "decade": "decade decades jahrzehnt jahrzehnte jahrzehnten decennie decennies decada decadas",
    "century": "century centuries jahrhundert jahrhunderte jahrhunderten siecle siecles siglo siglos",
    "percent": "% percent pct prozent",
    "euro": "€ eur euro euros",
    "dollar": "$ usd dollar dollars",
    "pound sterling": "£ gbp pound pounds pfund livres libras",
    "pound": "lb lbs pound pounds pfund",
    "franc": "chf franken francs",
    "yen": "¥ jpy yen",
    "cent": "cent cents centimes centavos pence",
    "rupee": "inr rupee rupees",
    "microgram": "mcg µg microgram micrograms mikrogramm",
    "milligram": "mg milligram milligrams milligramm milligrammes miligramos",
    "gram": "g gram grams gramm grammes gramos",
    "kilogram": "kg kilo kilos kilogram kilograms kilogramm kilogrammes kilogramos",
    "ton": "t ton tons tonne tonnes tonnen toneladas",
    "ounce": "oz ounce ounces",
    "millimetre": "mm millimetre millimetres millimeter millimeters",
    "centimetre": "cm centimetre centimetres centimeter centimeters zentimeter centimetros",
    "metre": "m metre metres meter meters metern metro metros",
    "kilometre": "km kilometre kilometres kilometer kilometers kilometern kilometros",
    "inch": "inch inches zoll pouces pulgadas",
    "foot": "foot feet ft",
    "yard": "yard yards yd",
    "mile": "mile miles mi meile meilen",
    "square metre": "m2 sqm qm",
    "hectare": "ha hectare hectares hektar",
    "acre": "acre acres",
    "millilitre": "ml millilitre millilitres milliliter milliliters mililitros",
    "litre": "l litre litres liter liters litern litros",
    "degree": "° degree degrees grad degres grados",
    "kilobyte": "kb kilobyte kilobytes",
    "megabyte": "mb megabyte megabytes",
    "gigabyte": "gb gigabyte gigabytes",
    "terabyte": "tb terabyte terabytes",
    "watt": "watt watts",
    "kilowatt": "kw kilowatt kilowatts",
    "kilowatt hour": "kwh",
    "volt": "volt volts",
    "time": "times mal fois veces",
    "tablet": "tablet tablets tablette tabletten comprime comprimes comprimido comprimidos pill pills",
}


def _by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for unit, listed in _UNIT_WORDS.items():
        for word in listed.split():
            found.setdefault(word, set()).add(unit)
    return {word: frozenset(units) for word, units in found.items()}


UNITS = _by_word()
"""The units a word can stand for."""

_FILLERS_LIST = """business working calendar consecutive full whole more additional further other successive continuous
    metric short long volle vollen weitere weiteren ganze ganzen aufeinanderfolgende aufeinanderfolgenden
    - us square cubic"""
FILLERS = frozenset(_FILLERS_LIST.split())
"""Words that may stand between a number and its unit."""

_TO_LIST = "to and or - – bis und oder a et ou y o through"
TO = frozenset(_TO_LIST.split())
"""Words between the two ends of a range; both ends share the unit behind the second."""

_ENGLISH = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_GERMAN = """null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn
siebzehn achtzehn neunzehn"""
_FRENCH = """zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
dix-huit dix-neuf"""
_SPANISH = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve"""
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    "vingt trente quarante cinquante soixante",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
)
SMALL = {
    word: value
    for words in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH)
    for value, word in enumerate(words.split())
} | {"eine": 1, "einen": 1, "einem": 1, "einer": 1, "une": 1, "una": 1}
"""Number words up to nineteen."""
TENS = {word: 10 * value for words in _TENS for value, word in enumerate(words.split(), 2)}
"""Twenty, thirty and so on."""
SCALES = {
    "hundred": 100, "hundert": 100, "cent": 100, "cien": 100, "ciento": 100, "thousand": 1000, "tausend": 1000,
    "mille": 1000, "mil": 1000, "k": 1000, "million": 10**6, "millions": 10**6, "millionen": 10**6, "mio": 10**6,
    "millones": 10**6, "m": 10**6, "billion": 10**9, "billions": 10**9, "bn": 10**9, "milliarden": 10**9,
    "mrd": 10**9, "milliards": 10**9,
}  # fmt: skip
"""What multiplies the number before it."""
