"""Which groups hold text of the document (Rich Text Format Specification 1.9.1, appendix B)."""

from __future__ import annotations

_SKIPPED = """
aftncn aftnsep aftnsepc annotation atnauthor atnid atrfend atrfstart background bkmkend bkmkstart blipuid
category colorschememapping colortbl comment company creatim datafield datastore defchp defpap docvar falt
fchars ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext file filetbl fldinst fontemb
fonttbl formfield ftncn ftnsep ftnsepc generator gridtbl hlinkbase htmltag info keywords latentstyles lchars
listlevel listoverride listoverridetable listtable mailmerge manager mmathPr nonshppict objalias objclass
objdata objname objsect operator oldcprops oldpprops oldsprops oldtprops passwordhash pgp pict picprop pntxta
pntxtb printim propname protusertbl revtbl revtim rsidtbl staticval stylesheet subject tc template themedata
tocentry userprops wgrffmtfilter writereservhash xe xmlattrname xmlattrvalue xmlclose xmlname xmlnstbl xmlopen
"""
SKIPPED = frozenset(_SKIPPED.split())
"""No text of the document: tables of fonts and styles, properties, pictures, embedded objects."""

READ_THOUGH_OPTIONAL = frozenset(("shptxt", "footnote", "listtext", "pntext", "fldrslt"))
"""Groups that are read although their writer marked them as not needed."""

ASIDES = frozenset((
    "footnote", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
))  # fmt: skip
"""Text beside the running text: notes stay where they are referred to, margins go to the end."""
