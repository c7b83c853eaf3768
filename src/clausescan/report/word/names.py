"""Names of the WordprocessingML elements that the writers touch, in lxml's {namespace}name form."""

from __future__ import annotations

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

P, R, T, PPR, RPR = W + "p", W + "r", W + "t", W + "pPr", W + "rPr"
DELETED_TEXT = W + "delText"
BOX = W + "txbxContent"
