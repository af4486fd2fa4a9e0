"""French, as it is spoken in business meetings."""

from __future__ import annotations

import re

from app.retrieval.stemming import stem
from app.tasks.minutes.cues.tables import Cues, Who, ending, hesitation, task_pattern, words_of

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]+(?:\s+[A-ZÀ-ÖØ-Þ][\w'’-]+)?"
_SOFT = (
    r"(?:[\s,]+(?:aussi|donc|alors|bien|juste|encore|peut-être|s['’]il\s+te\s+plaît|s['’]il\s+vous\s+plaît))*"
)
_STEMS = (
    r"envo|enver|écri|rédig|prépar|vérifi|contrôl|appel|rappel|contact|réserv|organis|corrig|finaliz|finalis|fini|termin|"
    r"complét|reli|test|cré|fai|fer|demand|command|achet|achèt|pay|invit|planifi|confirm|livr|déploi|déploy|document|"
    r"développ|apport|cherch|regard|partag|publi|sign|tradui|mesur|compar|présent|fourni|ajout|supprim|répar|install|"
    r"lou|négoci|inscri|transme|préviens|préven|inform|relanc|recueill|rassembl|me[tn]t|pren|voi|occup|charg|"
    r"propos|résum|circul|remplac|renouvel|analys|étudi|modifi|point|coordonn|pos"
)
_CLITIC = (
    r"(?:s['’]en\s+|s['’]|se\s+|me\s+|m['’]en\s+|m['’]|te\s+|t['’]|y\s+|l['’]|les?\s+|la\s+|lui\s+|leur\s+)?"
)
_INF = rf"{_CLITIC}(?:{_STEMS})\w*(?:er|ir|re|oir)\b"
_GO = r"(?:vais|va|vas|allons|allez|vont)"
_MUST = r"(?:dois|doit|devons|devez|doivent|devra|devrai|devras|devrais|devrait|devrez|devrons)"

_TASKS = (
    task_pattern(
        Who.NAMED,
        1.5,
        rf"\b[Aa]ction\s*(?:pour|:)\s*(?P<subject>{_NAME})\s*[:,-]?\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.3,
        rf"(?P<subject>{_NAME}),\s*(?:est-ce\s+que\s+)?(?:tu|vous)\s+(?:peux|pouvez|pourrais|pourriez|veux|"
        rf"voulez|dois|devez|"
        rf"{_GO}|prends|prenez|fais|faites){_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.3,
        rf"(?P<subject>{_NAME}),\s*(?:peux|pourrais)-tu{_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(Who.NAMED, 1.3, rf"(?P<subject>{_NAME}),\s*(?:pouvez|pourriez)-vous{_SOFT}\s+(?P<task>.+)"),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME}(?:\s+et\s+{_NAME})*)\s+(?:{_GO}|{_MUST}){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME})\s+(?P<task>(?:s['’](?:en\s+)?occupe|se\s+charge|prend\s+en\s+charge|enverra|"
        rf"fera|préparera|"
        r"vérifiera|appellera|contactera)\b.*)",
    ),
    task_pattern(Who.SELF, 1.0, rf"(?P<subject>\b[Jj]e)\s+vais{_SOFT}\s+(?P<task>{_INF}.*)"),
    task_pattern(
        Who.SELF,
        1.0,
        r"(?P<subject>\b[Jj]e)\s+(?P<task>(?:m['’](?:en\s+)?occupe|me\s+charge|prends\s+en\s+charge)\b.*)",
    ),
    task_pattern(
        Who.SELF,
        1.0,
        rf"(?P<subject>\b[Jj](?:e\s+|['’]))(?:te\s+|vous\s+|l['’]|les?\s+|la\s+)?(?P<task>(?:{_STEMS})\w*rai\b.*)",
    ),
    task_pattern(Who.SELF, 0.9, rf"(?P<subject>\b[Jj]e)\s+(?:peux|pourrais){_SOFT}\s+(?P<task>{_INF}.*)"),
    task_pattern(Who.SELF, 0.6, rf"(?P<subject>\b[Jj]e)\s+{_MUST}{_SOFT}\s+(?P<task>{_INF}.*)"),
    task_pattern(
        Who.ADDRESSEE,
        1.2,
        rf"(?P<subject>\b(?:[Tt]u|[Vv]ous))\s+(?:peux|pouvez|pourrais|pourriez|{_GO}){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.ADDRESSEE,
        1.2,
        rf"\b(?:[Pp]eux|[Pp]ourrais|[Pp]ouvez|[Pp]ourriez)-(?P<subject>tu|vous){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.ADDRESSEE, 0.8, rf"(?P<subject>\b(?:[Tt]u|[Vv]ous))\s+{_MUST}{_SOFT}\s+(?P<task>{_INF}.*)"
    ),
    task_pattern(
        Who.GROUP,
        1.2,
        rf"(?P<subject>\b(?:[Cc]hacun|[Tt]out\s+le\s+monde|[Vv]ous\s+tous))\s+(?:{_GO}|"
        rf"{_MUST})?{_SOFT}\s*(?P<task>(?:{_STEMS})\w*\b.*)",
    ),
    task_pattern(
        Who.NOBODY,
        0.1,
        rf"(?P<subject>\b(?:[Ii]l\s+faut|[Ii]l\s+faudra|[Ii]l\s+faudrait|[Oo]n\s+{_MUST}|"
        rf"[Nn]ous\s+{_MUST})){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.NOBODY,
        1.0,
        rf"(?P<subject>\b(?:[Nn]['’]oubli(?:ez|e|ons)\s+pas\s+de|[Pp]ens(?:ez|e)\s+à|[Mm]erci\s+de|"
        rf"[Vv]euillez))\s+(?P<task>{_INF}.*)",
    ),
)
_DECISIONS = tuple(
    (weight, re.compile(regex, re.IGNORECASE))
    for weight, regex in (
        (
            2.4,
            r"\b(?:on|nous|le\s+(?:comité|conseil|groupe)|l['’]équipe)\s+(?:a|avons|est|sommes|s['’]est|"
            r"nous\s+sommes)\s+"
            r"(?:\w+\s+){0,2}(?:décidé|convenu|choisi|retenu|validé|approuvé|adopté|tranché|"
            r"tombés?\s+d['’]accord|mis\s+d['’]accord)",
        ),
        (2.4, r"\b(?:c['’]est|il\s+est|il\s+a\s+été)\s+(?:décidé|convenu|entendu|acté|validé|adopté|approuvé)\b"),
        (2.4, r"\bla\s+décision\s+(?:est|:)|^décision\b|\bon\s+acte\b|\bnous\s+décidons\b|\bon\s+décide\b"),
        (2.2, r"\bon\s+(?:part|reste|va)\s+(?:sur|avec)\b|\b(?:à\s+l['’]unanimité|adopté)\b"),
        (2.0, r"\b(?:on|nous)\s+(?:garde|gardons|retient|retenons|abandonne|abandonnons|reporte|reportons|"
              r"choisit|choisissons|"
              r"annule|annulons|arrête|arrêtons|maintient|maintenons|supprime|supprimons)\b"),
        (1.9, r"\b(?:donc|alors|ok|bon|très\s+bien)\W+(?:\w+\W+){0,2}on\s+(?:fait|prend|commence|achète|loue|"
              r"commande|laisse)\b"),
        (1.2, r"\b(?:on|nous)\s+(?:va|allons)\s+(?:utiliser|prendre|garder|faire|avoir|mettre|lancer|"
              r"commencer|arrêter)\b"),
        (1.0, r"\b(?:finalement|au\s+final|en\s+conclusion|pour\s+conclure)\b"),
    )
)  # fmt: skip

FRENCH = Cues(
    language="fr",
    tasks=_TASKS,
    work=re.compile(rf"\b(?:{_STEMS})\w*", re.IGNORECASE),
    talk=re.compile(
        r"^(?:\w+\s+){0,2}(?:dire|parler|voir\b(?!\s+avec)|commencer|penser|savoir|expliquer|passer|revenir|"
        r"montrer|raconter|"
        r"continuer|arrêter|attendre|croire)\b",
        re.IGNORECASE,
    ),
    doubt=re.compile(
        r"\b(?:si\s+(?:tu|vous|on|nous|je|il|elle)|quand\s+(?:tu|vous|on)|pour\s+que|aurait|aurais|"
        r"parce\s+que\s+(?:tu|vous)|"
        r"hier|la\s+semaine\s+dernière|d['’]habitude|toujours)\b",
        re.IGNORECASE,
    ),
    now=re.compile(
        r"\b(?:ordre\s+du\s+jour|pour\s+commencer|tout\s+d['’]abord|aujourd['’]hui\s+(?:on|nous)|"
        r"dans\s+cette\s+réunion|"
        r"maintenant\s+on|passons\s+à|point\s+suivant)\b",
        re.IGNORECASE,
    ),
    later=re.compile(
        r"\bprochaine?\s+(?:réunion|fois|séance|étape)|\baprès\s+(?:la|cette)\s+réunion|\bd['’]ici\s+là\b",
        re.IGNORECASE,
    ),
    several=re.compile(r"\b(?:vous|tous|deux)\b", re.IGNORECASE),
    addressed=re.compile(r"\b(?:tu|vous)\b", re.IGNORECASE),
    pointer=re.compile(
        r"(?:\w+['’\s]+){0,3}(?:ça|cela)\b|(?:[mts]['’])?(?:en|y)\s", re.IGNORECASE
    ),
    yes=re.compile(
        r"^\W*(?:(?:ok|oui|euh|ah|bon|d['’]accord)\W+)*(?:oui|bien\s+sûr|d['’]accord|pas\s+de\s+problème|"
        r"je\s+m['’]en\s+occupe|"
        r"je\s+(?:le|la|les|m['’])|volontiers|entendu|ça\s+marche|ok|absolument|avec\s+plaisir|c['’]est\s+noté)\b",
        re.IGNORECASE,
    ),
    name_does=re.compile(
        r"\b([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)\s+(?:va|doit|devra|peut|pourra|fera|enverra|a\s+dit|veut|s['’]occupe|"
        r"se\s+charge)\b"
    ),
    decisions=_DECISIONS,
    decided=frozenset(
        stem(word)
        for word in words_of(
            "décidé décide décidons décision convenu choisi retenu validé approuvé adopté accord conclusion unanimité"
        )
    ),
    against=re.compile(
        r"\b(?:est-ce\s+qu|faut-il|devrait|devrions|si\s+on|si\s+nous|peut-être|pourrait|pourrions|"
        r"je\s+(?:pense|crois)|"
        r"je\s+ne\s+sais\s+pas|pas\s+encore|probablement|sans\s+doute|à\s+décider|doit\s+décider|devons\s+décider|"
        r"l['’]année\s+dernière|serait|seraient)",
        re.IGNORECASE,
    ),
    accept=re.compile(
        r"^\W*(?:(?:ok|oui|bon|alors|ah)\W+)*(?:d['’]accord|exactement|parfait|très\s+bien|"
        r"ça\s+(?:me\s+)?(?:va|marche|convient)|"
        r"entendu|c['’]est\s+bon|tout\s+à\s+fait|super|je\s+suis\s+pour)\b",
        re.IGNORECASE,
    ),
    points=re.compile(r"\b(?:ça|cela|ceci|là-dessus)\b", re.IGNORECASE),
    open=re.compile(
        r"\b(?:question\s+ouverte|pas\s+(?:encore\s+)?(?:clair|décidé|sûr)|reste\s+à\s+(?:voir|savoir|décider|"
        r"clarifier)|"
        r"on\s+ne\s+sait\s+(?:pas|toujours\s+pas)|à\s+clarifier|je\s+me\s+demande)\b",
        re.IGNORECASE,
    ),
    no_answer=re.compile(
        r"\b(?:sais\s+pas|aucune\s+idée|bonne\s+question|pas\s+sûre?|plus\s+tard|il\s+faut\s+(?:voir|vérifier|"
        r"demander)|"
        r"ça\s+dépend|difficile\s+à\s+dire|on\s+verra)\b",
        re.IGNORECASE,
    ),
    yes_no=re.compile(r"^\W*(?:oui|non|si|exactement|bien\s+sûr|d['’]accord|tout\s+à\s+fait)\b", re.IGNORECASE),
    polite=re.compile(
        r"\b(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|on\s+(?:peut\s+)?commence|d['’]autres\s+questions|"
        r"vous\s+m['’]entendez|tu\s+m['’]entends|ça\s+va|n['’]est-ce\s+pas|d['’]accord|hein)\b.{0,40}\?",
        re.IGNORECASE,
    ),
    filler=re.compile(
        r"^(?:(?:euh+|heu+|hum+|ben|bah|bon|alors|donc|oui|ouais|ok|voilà|enfin|du\s+coup|écoute|écoutez|et|"
        r"mais|eh\s+bien|"
        r"d['’]accord|en\s+fait)(?!\w)[\s,.;:…–-]*)+",
        re.IGNORECASE,
    ),
    hesitation=hesitation(r"euh+|heu+|hum+|hmm+|mmh+"),
    chatter=words_of(
        """le la les l un une des de du d et est c ce cet cette ces ça cela que qu qui quoi dont où ne n pas plus je
        j tu il
        elle on nous vous ils elles me m te t se s lui leur y en à au aux dans par pour sur avec sans sous
        chez entre vers
        mais ou donc or ni car si comme quand lorsque mon ma mes ton ta tes son sa ses notre nos votre vos
        leurs être suis
        es sommes êtes sont était étaient sera serait été avoir ai as a avons avez ont avait aura aurait fait
        faire fais
        faut va vais allons allez vont peut peux pouvons pouvez doit dois devons très bien bon alors voilà aussi juste
        encore déjà tout tous toute toutes chose choses truc même autre autres oui non ok merci là ici""",
    ),
    talky=re.compile(
        r"\?\s*$|^(?:je\s+(?:ne|pense|crois|sais|trouve)|comment|quand|qui|quoi|est-ce|c['’]est|parce|si|"
        r"qu['’]est)\b",
        re.IGNORECASE,
    ),
    spoken=words_of("je tu vous moi toi ça ouais ben bah euh voilà enfin hein truc du coup genre quoi"),
    prose=words_of("le la les de des du et pour en dans par sur avec sera seront doit doivent a été qui"),
    turned=True,
    dangling=ending(
        "et ou mais parce le les un une des du au aux",
        "que de la à avec pour dans sur en si qui dont je on nous c'est",
    ),
)  # fmt: skip
