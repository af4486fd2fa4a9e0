"""What the OpenDocument readers (odt, ods, odp) share.

package   the container, or the one flat XML file; what is encrypted is told
lists     the numbers and bullets before paragraphs
text      headings, paragraphs, lists, notes, frames to blocks
tables    cells by row and column
"""
