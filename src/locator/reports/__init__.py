"""One report model → slides, document, workbook, figures. Nothing here computes a verdict."""
