"""Small words that decide what a sentence claims: verbs that assert, negations, opposites, in four languages.

Made by hand; lower case, without accents. English first, then German, French and Spanish.
"""

from __future__ import annotations

_ASSERTING_LIST = """
is are was were be been am has have had do does did will would shall should may might must can could cannot
isn't aren't wasn't weren't don't doesn't didn't won't can't couldn't wouldn't shouldn't hasn't haven't hadn't
it's ist sind war waren wird werden wurde wurden hat haben hatte hatten darf durfen kann konnen muss mussen
soll sollen gilt gelten betragt est sont etait etaient sera seront ont peut peuvent doit doivent avait es son
era eran fue fueron sera seran puede pueden debe deben
"""
ASSERTING = frozenset(_ASSERTING_LIST.split())
"""A short text with one of these is a statement, and checked as one."""

_NEGATIONS_LIST = """
no not never none neither nor nobody nothing nowhere without cannot isn't aren't wasn't weren't don't doesn't
didn't won't can't couldn't shouldn't wouldn't hasn't haven't hadn't mustn't needn't unable nicht kein keine
keinen keiner keines keinem nie niemals niemand nichts ohne pas jamais aucun aucune sans rien nunca ningun
ninguna sin jamas non mai senza
"""
NEGATIONS = frozenset(_NEGATIONS_LIST.split())
NO_NEGATION = (
    r"not only|not just|not later than|not more than|no later than|no more than|not less than|no less than|not before"
    r"|not earlier than|no earlier than|no fewer than|not exceed\w*|nicht nur|nicht mehr als|nicht weniger als"
    r"|nicht spater als|nicht vor|pas seulement|pas plus de|no solo|no mas de|no mas tarde|whether or not|no\. ?\d"
    r"|why not|if not"
)
"""Limits and turns of phrase that only look like a negation; inside a pattern over folded lower-case text."""
_ROMANCE_LIST = "el los las es una con del por para que"
ROMANCE = frozenset(_ROMANCE_LIST.split())
"""Two of these, and "sin" and "mai" are the language's own negations."""

_OPPOSITES = """before after;more less;more fewer;above below;over under;with without;always never;all none
increase decrease;increase reduce;increases decreases;increased decreased;increased reduced;rise fall;rises falls
rose fell;risen fallen;raise lower;raised lowered;highest lowest;higher lower;high low;maximum minimum;earliest latest
earlier later;largest smallest;larger smaller;longest shortest;longer shorter;include exclude;includes excludes
including excluding;included excluded;allow forbid;allowed forbidden;allowed prohibited;permitted prohibited
permitted forbidden;accept reject;accepted rejected;accepts rejects;accepted refused;approve reject;approved rejected
approved refused;approved declined;approved denied;granted denied;granted refused;won lost;win lose;wins loses
buy sell;buys sells;bought sold;buyer seller;purchaser vendor;open closed;opens closes;opened closed;agree disagree
agreed disagreed;valid invalid;legal illegal;profit loss;profits losses;positive negative;left right;north south
northern southern;east west;eastern western;start end;starts ends;started ended;begins ends;began ended
employer employee;employers employees;landlord tenant;landlords tenants;lessor lessee;lender borrower;debtor creditor
licensor licensee;supplier customer;patient doctor;debit credit;import export;imports exports;male female;upper lower
internal external;sufficient insufficient;paid unpaid;known unknown;likely unlikely;able unable;safe unsafe
first last;former latter;inside outside;gross net;income expense;asset liability;assets liabilities;true false
present absent;improved worsened;passed failed;passes fails;succeeded failed;arrive depart;arrives departs
arrived departed;mandatory optional;required optional;public private;temporary permanent;majority minority;best worst
better worse;strong weak;early late;hot cold;light dark;near far;cheap expensive;cheaper dearer
vor nach;mehr weniger;mit ohne;immer nie;alle keine;hochste niedrigste;hoher niedriger;erhohen senken;erhoht gesenkt
steigt sinkt;steigen sinken;stieg sank;gestiegen gesunken;gestiegen gefallen;steigt fallt;stieg fiel;erlaubt verboten
gestattet untersagt;zulassig unzulassig;kaufer verkaufer;mieter vermieter;mieterin vermieterin
arbeitgeber arbeitnehmer;auftraggeber auftragnehmer;glaubiger schuldner;gewinn verlust;annehmen ablehnen
angenommen abgelehnt;genehmigt abgelehnt;bewilligt abgelehnt;einschliesslich ausschliesslich;inklusive exklusive
brutto netto;erste letzte;ersten letzten;maximum minimum;maximal minimal;hochstens mindestens;fruhestens spatestens
beginnt endet;begann endete;innerhalb ausserhalb;gultig ungultig;bezahlt unbezahlt;oben unten;links rechts
avant apres;plus moins;avec sans;toujours jamais;augmente diminue;augmenter diminuer;autorise interdit
acheteur vendeur;locataire bailleur;employeur salarie;maximum minimum;benefice perte;accepte refuse;debut fin
antes despues;mas menos;con sin;siempre nunca;aumenta disminuye;aumento disminuyo;permitido prohibido
comprador vendedor;arrendador arrendatario;ganancia perdida;aceptado rechazado;maximo minimo"""


def _pairs() -> tuple[tuple[str, str], ...]:
    listed = [pair.split() for line in _OPPOSITES.splitlines() for pair in line.split(";")]
    return tuple((a, b) for a, b in listed)


def _by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for a, b in _pairs():
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _by_word()
"""What each word turns into its opposite."""
