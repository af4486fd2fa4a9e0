"""What the office formats share: containers within budgets, relationships, drawings, rows of sheets.

zip_package  a ZIP of XML parts: nothing written to disk, sizes not believed, nothing loaded from outside
xml_nodes    elements whatever their namespace
ooxml        parts that point to each other (Word, PowerPoint, Excel)
drawing      text in shapes, tables, charts and diagrams (DrawingML)
sheet_rows   rows of a sheet to blocks
number_formats  figures, dates and percents as their cells show them
slides       slides to pages
numerals     numbers as lists show them
ole          the older container (Word 97, Excel 97, PowerPoint 97)

Nothing here is imported before a document is read: the parser libraries are heavy.
"""
