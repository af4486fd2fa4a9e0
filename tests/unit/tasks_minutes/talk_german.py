"""Invented German meetings as people really talk: interruptions, fillers, half sentences, jokes."""

from __future__ import annotations

LAGER = """
Sabine: So, äh, guten Morgen zusammen. Sind alle da?
Jörg: Ja, der Timo kommt noch, der sucht einen Parkplatz.
Sabine: Okay, dann fangen wir schon mal an. Auf der Tagesordnung steht heute das Lager, die Messe und, ähm, der Drucker.
Jörg: Der schon wieder.
Sabine: Ja, der schon wieder. Also, zum Lager. Da war ja letzte Woche der Statiker da.
Katrin: Genau, der meinte, die Regale an der Nordwand dürfen höchstens 400 Kilo tragen pro Boden.
Jörg: Echt? Da liegen doch gerade, also da liegen bestimmt 600 drauf.
Katrin: Eben. Das ist, äh, das ist halt das Problem.
Timo: Morgen! Entschuldigung, der Parkplatz war voll.
Sabine: Kein Problem. Wir reden gerade über die Regale.
Timo: Ach so, ja, ich hab das Gutachten gestern noch
Katrin: Hast du es gelesen?
Timo: überflogen, sagen wir mal so.
Jörg: Könnten wir nicht einfach Schwerlastregale mieten, bis das geklärt ist?
Katrin: Hm, das haben wir 2019 gemacht, das war teuer und die Dinger haben gewackelt.
Sabine: Also, ich würde sagen, wir räumen die obersten zwei Böden leer. Einverstanden?
Jörg: Ja, einverstanden.
Katrin: Passt.
Sabine: Gut, dann ist das beschlossen, die obersten zwei Böden an der Nordwand werden leergeräumt.
Timo: Ich kümmere mich bis Freitag um die Paletten, da muss ich eh an den Stapler.
Sabine: Super, danke. Und Katrin, kannst du bitte den Statiker fragen, ob die Südwand mehr aushält?
Katrin: Klar, mach ich, ich ruf den morgen an.
Jörg: Was kostet denn so ein Gutachten eigentlich?
Sabine: Keine Ahnung, das müssen wir noch klären.
Katrin: Letztes Mal warens 1.200 Euro, glaub ich, aber das ist fünf Jahre her.
Sabine: Okay. Nächster Punkt, die Messe in Hannover.
Jörg: Da gibt es zwei Möglichkeiten, entweder der kleine Stand mit 12 Quadratmetern oder der große Eckstand.
Timo: Der große ist doch
Jörg: doppelt so teuer, ja, 8.400 Euro statt 4.100.
Katrin: Und wir sind zu dritt, da verlieren wir uns ja.
Sabine: Na ja, letztes Jahr war es schon eng am kleinen.
Timo: Eng, aber gemütlich.
Sabine: Also gut, dann nehmen wir den kleinen Stand, dafür mit der Beleuchtung.
Jörg: Genau, mit der Beleuchtung.
Sabine: Jörg, du machst bitte bis zum 3. April die Anmeldung fertig.
Jörg: Ja, wird gemacht.
Katrin: Wer schreibt eigentlich die Texte für den Flyer?
Sabine: Hm, das weiß ich auch noch nicht, das lassen wir mal offen.
Timo: Ich kann die alten Texte raussuchen, die müssten noch auf dem Server liegen.
Sabine: Ja, gerne. So, und der Drucker.
Jörg: Der Drucker ist tot. Da brauchen wir nicht drüber reden.
Katrin: Der Techniker kommt am Donnerstag, das ist schon bestellt.
Sabine: Gut. Bitte nicht vergessen, alle tragen bis Mittwoch ihre Stunden ein.
Jörg: Ja, ja.
Sabine: Gibt es noch Fragen? Nein? Dann danke und schönen Tag.
"""

VORSTAND = """
Frau Dr. Albers: Ich eröffne die Sitzung um 18 Uhr 05 und stelle fest, dass wir beschlussfähig sind.
Herr Brandt: Ähm, darf ich kurz, die Einladung kam erst am Montag.
Frau Dr. Albers: Ja, das tut mir leid, das lag am Server. Einwände gegen die Tagesordnung?
Herr Brandt: Nein, nein, passt schon.
Frau Celik: Zum Haushalt also. Wir haben im letzten Jahr 14.300 Euro für die Heizung ausgegeben.
Herr Brandt: Das ist, also das ist ja fast das Doppelte von vorher.
Frau Celik: Genau, und die Prognose für dieses Jahr liegt noch, Moment, die liegt bei 15.000.
Herr Dietz: Könnte man nicht die Halle im Winter einfach zumachen?
Frau Celik: Dann laufen uns die Kursteilnehmer weg, das hatten wir 2021 schon mal.
Frau Dr. Albers: Ich schlage vor, dass wir die Temperatur auf 17 Grad senken und einen Energieberater holen.
Herr Dietz: 17 Grad ist schon frisch.
Herr Brandt: Beim Turnen wird einem warm.
Frau Dr. Albers: Wer ist dafür? Vier, fünf. Eine Enthaltung. Beschluss: Die Hallentemperatur wird auf 17 Grad gesenkt.
Frau Celik: Und der Energieberater?
Frau Dr. Albers: Ach ja, den beauftragen wir natürlich auch. Herr Dietz, würden Sie da bitte drei Angebote einholen?
Herr Dietz: Ja, kann ich machen. Bis wann denn?
Frau Dr. Albers: Bis Ende des Monats wäre gut.
Herr Brandt: Ich übernehme das Schreiben an die Gemeinde wegen des Zuschusses, das geht noch diese Woche raus.
Frau Dr. Albers: Wunderbar, danke schön.
Frau Celik: Zahlt die Gemeinde den Zuschuss denn überhaupt noch für Vereine ohne eigene Halle?
Herr Brandt: Gute Frage, da muss ich nachfragen, das weiß ich nicht.
Frau Dr. Albers: Gut. Dann das Sommerfest. Wir haben uns ja im Januar darauf geeinigt, dass es am 12. Juli stattfindet.
Herr Dietz: Und wer macht den Grill?
Frau Celik: Mein Mann, wie immer, der lässt sich das nicht nehmen.
Herr Brandt: Ha, das glaub ich.
Frau Dr. Albers: Schön. Wir verzichten dieses Jahr auf die Hüpfburg, die Versicherung war ja ein Drama.
Herr Dietz: Schade, aber gut.
Frau Celik: To-do für Herrn Brandt: die Schankgenehmigung beantragen, spätestens bis 15. Mai.
Herr Brandt: Notiert.
Frau Dr. Albers: Und ich schicke Ihnen allen das Protokoll bis Sonntag zu. Damit schließe ich die Sitzung.
"""
