#!/usr/bin/env python3
"""Makes NotoSansSC-papers.ttf.gz: the Chinese face of Noto Sans CJK with what a
legal paper needs (every character that GBK can write, Latin with accents,
figures, currency signs), its outlines turned from cubic to quadratic because the
PDF library reads TrueType only.

    apt-get install python3-fonttools fonts-noto-cjk && ./subset.py
"""
import gzip, io
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SC = 2  # jp, kr, sc, tc, hk


def wanted():
    points = set(range(0x20, 0x7F)) | set(range(0xA0, 0x250)) | set(range(0x2010, 0x2030))
    points |= set(range(0x20A0, 0x20C0)) | set(range(0x2190, 0x21A0)) | set(range(0x2460, 0x2474))
    points |= set(range(0x3000, 0x3040)) | set(range(0xFF00, 0xFFEF)) | {0x2022, 0x2026, 0x25A1, 0x2713, 0x2717, 0x2212, 0x2264, 0x2265, 0xFFFD}
    for p in range(0x80, 0x10000):
        try:
            chr(p).encode("gbk")
        except UnicodeEncodeError:
            continue
        points.add(p)
    return points


font = TTFont(SOURCE, fontNumber=SC)
options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14])
cut = subset.Subsetter(options)
cut.populate(unicodes=wanted())
cut.subset(font)

glyphs = font.getGlyphSet()
drawn = {}
for name in font.getGlyphOrder():
    pen = TTGlyphPen(glyphs)
    glyphs[name].draw(Cu2QuPen(pen, 1.5, reverse_direction=True))
    drawn[name] = pen.glyph()
font["loca"] = newTable("loca")
font["glyf"] = glyf = newTable("glyf")
glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), drawn
widths = font["hmtx"]
for name, glyph in drawn.items():
    glyph.recalcBounds(glyf)
    widths[name] = (widths[name][0], getattr(glyph, "xMin", 0))
font["maxp"].tableVersion = 0x00010000
for field in "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints maxCompositeContours maxComponentDepth".split():
    setattr(font["maxp"], field, 1 if field == "maxZones" else 0)
font["post"].formatType = 3.0
for table in ("CFF ", "VORG", "GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "DSIG"):
    if table in font:
        del font[table]
font.sfntVersion = "\000\001\000\000"
font.recalcTimestamp = False
out = io.BytesIO()
font.save(out)
with open("NotoSansSC-papers.ttf.gz", "wb") as file:
    file.write(gzip.compress(out.getvalue(), 9, mtime=0))
print(len(font.getGlyphOrder()), "glyphs,", len(out.getvalue()), "bytes")
