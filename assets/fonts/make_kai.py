"""Make KexiangKai-Regular.ttf from LXGW WenKai Regular (Debian package fonts-lxgw-wenkai).

    python3 make_kai.py LXGWWenKai-Regular.ttf NotoSerifSC_400Regular.ttf KexiangKai-Regular.ttf

What is kept: the 6,763 Han characters of GB 2312 (the working set of a 楷体), every Han character that Noto Serif SC
lacks (rare characters of names), and the signs of GB 2312. What is added: the tick boxes U+2610 and U+2611, which none
of the fonts here has, composed of its own square and tick. The Open Font License reserves the names "LXGW" and "霞鹜"
for the original, so the result is renamed. The same input gives the same bytes.
"""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

FAMILY = "Kexiang Kai"


def gb2312():
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield ord(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                pass


def is_han(code):
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000


def component(name, x=0, y=0, scale=1.0):
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = name, x, y, 0x0006  # offsets in units, rounded to the grid
    if scale != 1.0:
        part.transform = [[scale, 0], [0, scale]]
    return part


def add_tick_boxes(font):
    cmap, glyphs, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
    square, tick = cmap[0x25A1], cmap[0x2713]
    for code, name, parts in [
        (0x2610, "uni2610", [component(square)]),
        (0x2611, "uni2611", [component(square), component(tick, 75, 55, 0.84)]),
    ]:
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, parts
        glyphs[name] = glyph
        glyph.recalcBounds(glyphs)
        metrics[name], font["vmtx"][name] = metrics[square], font["vmtx"][square]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name
    font["maxp"].numGlyphs = len(font.getGlyphOrder())


def rename(font):
    keep = {0, 7, 9, 12, 13, 14}
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in keep and n.langID in (0, 0x409)]
    for ident, text in {
        1: FAMILY, 2: "Regular", 3: FAMILY + " 1.250", 4: FAMILY, 5: "Version 1.250",
        6: "KexiangKai-Regular", 10: "A renamed subset of a Klee-based Kai font with tick boxes added.",
    }.items():
        table.setName(text, ident, 3, 1, 0x409)


def main(source, serif, target):
    font = TTFont(source, recalcTimestamp=False)
    have = set(font.getBestCmap())
    rare = {code for code in have if is_han(code)} - set(TTFont(serif).getBestCmap())
    wanted = (set(gb2312()) | rare | set(range(0x20, 0x7F)) | {0xA0, 0xB7, 0x2610, 0x2611, 0x2612, 0x2713, 0x2717}) - set(range(0x3040, 0x30FF))
    add_tick_boxes(font)
    options = subset.Options(layout_features=["kern", "vert", "locl"], name_IDs=["*"], notdef_outline=True, hinting=False)
    options.drop_tables += ["DSIG", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    rename(font)
    font.save(target, reorderTables=True)
    print(f"{len(rare)} rare characters, {len(font.getBestCmap())} in all")


if __name__ == "__main__":
    main(*sys.argv[1:])
