"""Words that carry a full stop without ending a sentence.

Collected by hand from everyday and office usage: English, German, French, Spanish, Italian, Portuguese,
Dutch, Polish, Czech and the Nordic languages. Words that are also ordinary words stand only where the
company they keep (a number behind them) tells them apart.
"""

from __future__ import annotations

_TITLES = """
    mr mrs ms dr prof st messrs mme mlle hr fr frl sr sra srta sig sigg dott avv ing arch geom dra
    capt lt sgt maj cmdr adm rev hon gov rep supt
    vs cf ca e.g i.e eg viz resp approx excl encl incl
    bzw ggf evtl inkl exkl zzgl abzgl vgl sog z.b u.a d.h i.d.r o.ä v.a z.t s.o s.u i.v i.a u.u zz tel hrsg geb
    bspw insb lfd max min
    p.ex env réf av boul p.ej pág págs núm ud uds vd vds
    pag pagg cap lett segg sogg c.d d.lgs
    bijv evt mevr dhr blz np tzw tzn ul pl godz św dz tj m.in např tzv popř č čl odst str
    f.eks bl.a m.fl t.ex d.v.s kr mv stk jf refs eds
"""
NEVER_ENDS = frozenset(_TITLES.split())
"""The sentence goes on behind these, whatever follows."""

_COUNTED = """
    no nos nr num n art arts sec sect ch chap fig figs tab eq eqs vol vols p pp para paras par cl app ref ed
    abs abschn anl bd s bsp aufl fasc kap bijl abb ziff pos rdn tz
    jan feb febr mar mär apr jun jul aug sep sept oct okt nov dec dez déc févr janv avr juil ene abr ago dic gen
    mag giu lug ago set ott
"""
BEFORE_NUMBER = frozenset(_COUNTED.split())
"""The sentence goes on behind these when a number follows."""

_BOTH = """
    etc usw usf ecc inc ltd corp co llc plc gmbh bros jr sr a.m p.m u.s u.k e.u u.n ph.d b.a m.a
    u.s.a d.c dept assn dist ave blvd rd sq ft oz lb sa s.a s.p.a s.r.l n.v b.v a.g
    o.j n.chr v.chr b.c a.d atd apod osv
"""
ENDS_TOO = frozenset(_BOTH.split())
"""May end a sentence: they do when a word follows that usually begins one."""

_BEHIND_ORDINALS = """
    januar februar märz april mai juni juli august september oktober november dezember jänner feber
    január leden února března dubna května června července srpna září října listopadu prosince
    januari februari mars maj augusti marts maaliskuuta tammikuuta helmikuuta huhtikuuta toukokuuta
    kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta desember
    jahrhundert klasse auflage stock etage geburtstag quartal halbjahr
"""
MONTHS = frozenset(_BEHIND_ORDINALS.split())
"""Words behind an ordinal number that is written with a full stop."""

_BEGINNINGS = """
    the a an this that these those it its he she they we you i in on at by for from if when while where there
    then however but and or so as to after before during since although because our their his her my your no
    not all any each every some most many both such please what why how who which with without under upon once
    der die das ein eine einer dieser diese dieses es er sie wir ihr ich im am bei für wenn als nach vor aber
    und oder da dies den dem des mit ohne nur auch bitte zum zur
    le la les un une ce cette ces il elle ils elles nous vous je en dans sur pour par si mais et ou au aux
    el los las una unos este esta estos ella ellos nosotros yo para por pero y o al
    lo gli uno questo questa egli essa noi voi nel per se ma e
    os um uma ele ela nós de het een dit dat hij zij wij ik voor maar of
"""
STARTERS = frozenset(_BEGINNINGS.split())
"""Words that usually begin a sentence when they are capitalised."""
