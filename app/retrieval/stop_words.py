"""Words that carry no meaning of their own, for the languages most documents are written in.

English first; then the commonest of German, French, Spanish and Italian, without accents (``words.fold``
removes them before the look-up). What means something in English stays out of the other lists ("war", "hat").
"""

from __future__ import annotations

_ENGLISH = """
a about above after again against all also am an and any are aren as at be because been before being below
between both but by can cannot could couldn d did didn do does doesn doing don down during each either else
ever few for from further had hadn has hasn have haven having he her here hers herself him himself his how i
if in into is isn it its itself just let like ll m may me might more most much must my myself neither no nor
not now of off on once only or other ought our ours ourselves out over own please re really s same shall she
should shouldn so some such t tell than that the their theirs them themselves then there these they this those
through to too under until up upon us ve very was wasn we were weren what when where whether which while who
whom whose why will with within without won would wouldn yet you your yours yourself yourselves
"""
_GERMAN = """
aber als am an auch auf aus bei beim bin bis da damit dann das dass dein dem den denn der des dessen die dies
diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es euer fur gegen hat
hatte hier ich ihm ihn ihr ihre ihrem ihren ihrer im ist ja jede jedem jeden jeder jedes kann kein keine mein
mich mir mit nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner sich sie sind uber um
und uns unser unter vom von vor wann war waren warum was wegen weil welche welchem welchen welcher welches
wenn wer werden wem wen wie wieso wir wird wo wofur woher wohin wurde wurden zu zum zur zwischen
"""
_FRENCH = """
au aux avec ce ces cet cette comme d dans de des du elle elles en est et eux etre il ils j je l la le les leur
leurs lui ma mais meme mes moi mon n ne nos notre nous on ont ou par pas pour qu quand que quel quelle quelles
quels qui quoi sa sans se ses son sont sur ta te tes toi ton tu un une vos votre vous y etait comment combien
pourquoi
"""
_SPANISH = """
al como con cual cuales cuando cuanto de del donde el ella ellas ellos en entre era es esa ese eso esta estan
este esto estos fue ha hay la las le les lo los mas mi muy ni no nos o para pero por porque que quien quienes
se ser si sin sobre son su sus tambien te tiene tu un una uno unos y ya yo
"""
_ITALIAN = """
ai al alla alle allo anche che chi ci come con cosa cui da dai dal dalla dalle de degli dei del della delle
dello di dove e ed era gli ha hanno i il in io la le lei lo loro lui ma mi ne nei nel nella nelle noi non o
per perche piu quale quali quando quanto quella quelle quelli quello questa queste questi questo se si sono su
sua sue sui sul sulla suo suoi ti tra tu un una uno vi voi
"""

# Words of the other languages that mean something in English.
_AMBIGUOUS = """ce chi come con den die dove el era est fur hat las main mars men mes mit os per pour sans son ton tu
une war wen wo"""

# "may" is a verb far more often than a month; ``facts`` finds the month again where it is capitalised.
ENGLISH_STOP_WORDS = frozenset(_ENGLISH.split())
"""Lower case, without accents."""
_GERMAN_HELPERS = """die war hat hatten wo wen des den muss mussen darf durfen soll sollen gibt gab viel viele vielen
lange hoch herr herrn frau"""
"""Those that mean something in English, and such as only help to ask."""
GERMAN_STOP_WORDS = frozenset(f"{_GERMAN} {_GERMAN_HELPERS}".split())
"""For texts known to be German; lower case, without accents."""
STOP_WORDS = ENGLISH_STOP_WORDS | (
    frozenset(f"{_GERMAN} {_FRENCH} {_SPANISH} {_ITALIAN}".split()) - frozenset(_AMBIGUOUS.split())
)
"""Of all five languages; lower case, without accents."""
