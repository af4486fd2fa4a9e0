"""Spanish, as it is spoken in business meetings: the subject is often left out and told by the verb."""

from __future__ import annotations

import re

from app.retrieval.stemming import stem
from app.tasks.minutes.cues.tables import Cues, Who, ending, hesitation, task_pattern, words_of

_NAME = r"[A-ZÁÉÍÓÚÑ][\w'’-]+(?:\s+[A-ZÁÉÍÓÚÑ][\w'’-]+)?"
_SOFT = r"(?:[\s,]+(?:también|entonces|ya|por\s+favor|todavía|quizás?))*"
_STEMS = (
    r"envi|mand|escrib|redact|prepar|revis|comprob|verific|llam|contact|reserv|organiz|actualiz|corrig|correg|"
    r"termin|complet|"
    r"leer|prob|cre|hac|pregunt|ped|pid|compr|pag|invit|planific|confirm|entreg|document|desarroll|tra[ei]|ha(?=ré)|"
    r"traig|busc|mir|"
    r"compart|public|firm|traduc|med|compar|present|añad|quit|repar|instal|alquil|negoci|inscrib|inform|avis|"
    r"reun|recog|recop|pon|tom|encarg|ocup|resum|sustitu|reemplaz|renov|analiz|estudi|modific|coordin|habl"
)
_INF = rf"(?:{_STEMS})\w*(?:ar|er|ir)(?:me|te|se|lo|la|los|las|le|les)*\b"
_GO = r"(?:voy|va|vas|vamos|van|vais)\s+a"
_MUST = (
    r"(?:tengo|tienes|tiene|tenemos|tienen|tenéis)\s+que|(?:debo|debes|debe|debemos|deben|debería|deberías)"
)

_TASKS = (
    task_pattern(
        Who.NAMED,
        1.5,
        rf"\b(?:[Aa]cción|[Tt]area)\s*(?:para|:)\s*(?P<subject>{_NAME})\s*[:,-]?\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.3,
        rf"(?P<subject>{_NAME}),\s*¿?(?:tú\s+|usted\s+)?(?:puedes|puede|podrías|podría|{_GO}|"
        rf"{_MUST}){_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME}(?:\s+y\s+{_NAME})*)\s+(?:se\s+)?(?:{_GO}|{_MUST}){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME})\s+(?P<task>(?:se\s+(?:encarga|encargará|ocupa|ocupará)|enviará|hará|preparará|"
        rf"revisará|"
        r"llamará|mandará)\b.*)",
    ),
    task_pattern(Who.SELF, 1.0, rf"(?P<subject>\b(?:[Yy]o\s+)?(?:[Mm]e\s+|[Tt]e\s+|[Ll]o\s+|[Ll]e\s+|"
                                rf"[Oo]s\s+)?[Vv]oy\s+a){_SOFT}\s+(?P<task>{_INF}.*)"),
    task_pattern(
        Who.SELF,
        1.0,
        r"(?P<subject>\b(?:[Yy]o\s+)?[Mm]e)\s+(?P<task>(?:encargo|ocupo|encargaré|ocuparé|comprometo)\b.*)",
    ),
    task_pattern(
        Who.SELF,
        1.0,
        rf"(?P<subject>\b(?:[Yy]o\s+)?(?:[Tt]e\s+|[Ll]o\s+|[Ll]a\s+|[Ll]es?\s+|"
        rf"[Oo]s\s+)?)(?P<task>\b(?i:(?:{_STEMS})\w*ré)\b.*)",
    ),
    task_pattern(
        Who.SELF, 0.9, rf"(?P<subject>\b(?:[Yy]o\s+)?(?:[Pp]uedo|[Pp]odría\s+yo)){_SOFT}\s+(?P<task>{_INF}.*)"
    ),
    task_pattern(
        Who.SELF, 0.6, rf"(?P<subject>\b(?:[Yy]o\s+)?(?:[Tt]engo\s+que|[Dd]ebo)){_SOFT}\s+(?P<task>{_INF}.*)"
    ),
    task_pattern(
        Who.ADDRESSEE,
        1.2,
        rf"(?P<subject>\b(?:[Tt]ú\s+|[Uu]sted(?:es)?\s+)?(?:[Pp]uedes|[Pp]uede|[Pp]odrías|[Pp]odría|"
        rf"[Pp]odéis)){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.ADDRESSEE, 0.8, rf"(?P<subject>\b(?:[Tt]ienes\s+que|[Dd]ebes|[Vv]as\s+a)){_SOFT}\s+(?P<task>{_INF}.*)"
    ),
    task_pattern(
        Who.GROUP,
        1.2,
        rf"(?P<subject>\b(?:[Cc]ada\s+uno|[Tt]odos))\s+(?:{_GO}|{_MUST}){_SOFT}\s*(?P<task>(?:{_STEMS})\w*\b.*)",
    ),
    task_pattern(
        Who.NOBODY,
        0.1,
        rf"(?P<subject>\b(?:[Hh]ay\s+que|[Hh]abrá\s+que|[Tt]enemos\s+que|[Dd]ebemos|"
        rf"[Dd]eberíamos)){_SOFT}\s+(?P<task>{_INF}.*)",
    ),
    task_pattern(
        Who.NOBODY,
        1.0,
        rf"(?P<subject>\b(?:[Nn]o\s+(?:olvid(?:es|en|éis)|os\s+olvidéis\s+de)|[Rr]ecuerda|[Rr]ecordad|"
        rf"[Pp]or\s+favor,?))\s+(?P<task>{_INF}.*)",
    ),
)  # fmt: skip
_DECISIONS = tuple(
    (weight, re.compile(regex, re.IGNORECASE))
    for weight, regex in (
        (
            2.4,
            r"\b(?:hemos|ha|se\s+ha|habíamos)\s+(?:\w+\s+)?(?:decidido|acordado|elegido|aprobado|adoptado|"
            r"quedado\s+en|convenido)\b",
        ),
        (2.4, r"\b(?:decidimos|acordamos|aprobamos|queda\s+(?:decidido|acordado|aprobado)|está\s+(?:decidido|"
              r"acordado|aprobado))\b"),
        (2.4, r"\bla\s+decisión\s+(?:es|:)|^decisión\b|\bse\s+(?:decide|acuerda|aprueba)\b"),
        (2.2, r"\bpor\s+unanimidad\b|\bnos\s+quedamos\s+con\b|\bquedamos\s+en\b"),
        (2.0, r"\b(?:mantenemos|aplazamos|cancelamos|descartamos|elegimos|posponemos|abandonamos|suprimimos|"
              r"dejamos)\b"),
        (1.9, r"\b(?:entonces|pues|vale|bueno|bien)\W+(?:\w+\W+){0,2}(?:hacemos|tomamos|empezamos|compramos|"
              r"alquilamos|pedimos)\b"),
        (1.2, r"\bvamos\s+a\s+(?:usar|utilizar|tomar|mantener|hacer|tener|poner|lanzar|empezar|parar)\b"),
        (1.0, r"\b(?:finalmente|al\s+final|en\s+conclusión|para\s+concluir)\b"),
    )
)  # fmt: skip

SPANISH = Cues(
    language="es",
    tasks=_TASKS,
    work=re.compile(rf"\b(?:{_STEMS})\w*", re.IGNORECASE),
    talk=re.compile(
        r"^(?:\w+\s+){0,2}(?:decir|hablar\b(?!\s+con)|ver|empezar|pensar|saber|explicar|pasar|volver|mostrar|"
        r"contar|seguir|parar|"
        r"esperar|creer)\b",
        re.IGNORECASE,
    ),
    doubt=re.compile(
        r"\b(?:si\s+(?:tú|usted|vosotros|nosotros|yo|él|ella|quieres|podemos)|cuando\s+(?:tú|usted)|"
        r"para\s+que|habría|hubiera|"
        r"ayer|la\s+semana\s+pasada|normalmente|siempre)\b",
        re.IGNORECASE,
    ),
    now=re.compile(
        r"\b(?:orden\s+del\s+día|para\s+empezar|en\s+primer\s+lugar|hoy\s+(?:vamos|tenemos)|"
        r"en\s+esta\s+reunión|ahora\s+vamos|"
        r"pasamos\s+a|siguiente\s+punto)\b",
        re.IGNORECASE,
    ),
    later=re.compile(
        r"\bpróxim[ao]\s+(?:reunión|vez|sesión|fase)|\bdespués\s+de\s+(?:la|esta)\s+reunión|\bhasta\s+entonces\b",
        re.IGNORECASE,
    ),
    several=re.compile(r"\b(?:ustedes|vosotros|todos|dos|podéis)\b", re.IGNORECASE),
    addressed=re.compile(r"\b(?:tú|usted|ustedes|puedes|puede|podrías|podría|podéis)\b", re.IGNORECASE),
    pointer=re.compile(r"(?:\w+\s+){0,3}(?:eso|esto|ello)\b|\w+r(?:me|te|se)?(?:lo|la|los|las)\b", re.IGNORECASE),
    yes=re.compile(
        r"^\W*(?:(?:vale|sí|eh|ah|bueno|ok)\W+)*(?:sí|claro|por\s+supuesto|vale|sin\s+problema|me\s+encargo|"
        r"yo\s+me|lo\s+hago|"
        r"de\s+acuerdo|hecho|perfecto|con\s+gusto|entendido)\b",
        re.IGNORECASE,
    ),
    name_does=re.compile(
        r"\b([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)\s+(?:va\s+a|tiene\s+que|debe|puede|podrá|hará|enviará|dijo|quiere|"
        r"se\s+encarga|se\s+ocupa)\b"
    ),
    decisions=_DECISIONS,
    decided=frozenset(
        stem(word)
        for word in words_of(
            "decidido decidimos decisión acordado acordamos aprobado aprobamos adoptado elegido acuerdo",
            "conclusión unanimidad",
        )
    ),
    against=re.compile(
        r"¿|\b(?:si\s+nosotros|debería|deberíamos|quizás?|tal\s+vez|podría|podríamos|creo|pienso|no\s+sé|"
        r"todavía\s+no|aún\s+no|"
        r"probablemente|por\s+decidir|tenemos\s+que\s+decidir|el\s+año\s+pasado|sería|serían)\b",
        re.IGNORECASE,
    ),
    accept=re.compile(
        r"^\W*(?:(?:vale|sí|bueno|pues|ah)\W+)*(?:de\s+acuerdo|exacto|exactamente|perfecto|muy\s+bien|"
        r"me\s+parece\s+bien|vale|"
        r"entendido|genial|está\s+bien|estoy\s+a\s+favor)\b",
        re.IGNORECASE,
    ),
    points=re.compile(r"\b(?:eso|esto|ello|así)\b", re.IGNORECASE),
    open=re.compile(
        r"\b(?:pregunta\s+abierta|no\s+(?:está|queda)\s+(?:claro|decidido)|queda\s+por\s+(?:ver|saber|decidir|"
        r"aclarar)|"
        r"no\s+sabemos|por\s+aclarar|me\s+pregunto)\b",
        re.IGNORECASE,
    ),
    no_answer=re.compile(
        r"\b(?:no\s+(?:lo\s+)?sé|ni\s+idea|buena\s+pregunta|no\s+estoy\s+segur[oa]|más\s+tarde|"
        r"hay\s+que\s+(?:ver|comprobar|"
        r"preguntar)|depende|difícil\s+de\s+decir|ya\s+veremos)\b",
        re.IGNORECASE,
    ),
    yes_no=re.compile(r"^\W*(?:sí|no|claro|exacto|por\s+supuesto|de\s+acuerdo)\b", re.IGNORECASE),
    polite=re.compile(
        r"\b(?:puedes|puede|podrías|podría|empezamos|alguna\s+(?:otra\s+)?pregunta|me\s+(?:oyes|oís|oyen)|"
        r"qué\s+tal|verdad|vale|"
        r"no\s+es\s+así)\b.{0,40}\?",
        re.IGNORECASE,
    ),
    filler=re.compile(
        r"^(?:(?:eh+|em+|este|pues|bueno|bien|entonces|sí|vale|ok|o\s+sea|mira|a\s+ver|y|pero|en\s+fin|"
        r"de\s+acuerdo|es\s+que)"
        r"(?!\w)[\s,.;:…–-]*)+",
        re.IGNORECASE,
    ),
    hesitation=hesitation(r"eh+|em+|hum+|hmm+|mmm+"),
    chatter=words_of(
        """el la los las un una unos unas de del al a y e o u que qué quien cuando donde como cómo no ni sí si se
        me te le lo
        les nos os mi tu su mis tus sus nuestro nuestra yo tú él ella nosotros ustedes usted ellos ellas en
        con sin por
        para sobre entre hasta desde ante es soy eres somos son está están estoy estamos era eran será sería ser estar
        ha he has hemos han había haber hay hace hacer tengo tiene tienes tenemos tienen tener voy va vas vamos van ir
        puede puedo puedes podemos pueden debe más menos muy ya también pero porque pues bueno bien entonces
        vale eso esto
        este esta ese esa aquí ahí así todo todos toda todas cosa cosas algo nada otro otra gracias claro""",
    ),
    talky=re.compile(
        r"\?\s*$|^(?:¿|yo\s+(?:no|creo|pienso)|creo|no\s+sé|cómo|cuándo|quién|qué|porque|si|es\s+que|eso\s+es)\b",
        re.IGNORECASE,
    ),
    spoken=words_of("yo tú me te mí pues bueno vale o sea mira eh este cosa algo eso"),
    prose=words_of("el la los las de del y para en por con se será serán debe deben que su"),
    turned=True,
    dangling=ending(
        "y o pero porque el los las un unos unas del al su nuestro",
        "que la una de a con para por en si cuando como yo mi",
    ),
)  # fmt: skip
