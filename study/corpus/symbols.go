package corpus

// Symbol gives the character of canonical text v1 for a symbol that Word keeps
// as a font and a code (w:sym), and false when it has none. A code outside the
// range of symbol fonts (U+F020 to U+F0FF, also written 0020 to 00FF) is the
// character itself, unless it is a control character or a private one.
//
// The tables are part of the specification and grow no entries: an added one
// would change texts already frozen.
func Symbol(font string, code rune) (rune, bool) {
	table, symbolFont := symbolFonts[font]
	low := code
	if code >= 0xF000 && code <= 0xF0FF {
		low = code - 0xF000
	} else if !symbolFont || code > 0xFF {
		private := code >= 0xE000 && code <= 0xF8FF
		surrogate := code >= 0xD800 && code <= 0xDFFF
		return code, code > 0x1F && (code < 0x7F || code > 0x9F) && !private && !surrogate && code < 0xFFFE
	}
	c, ok := table[low]
	return c, ok
}

var symbolFonts = map[string]map[rune]rune{
	"Symbol":    symbolFont(),
	"Wingdings": wingdings,
}

// symbolFont is Adobe's Symbol encoding as Unicode maps it (VENDORS/ADOBE/
// symbol.txt): Greek letters, mathematics, arrows and suits.
func symbolFont() map[rune]rune {
	t := map[rune]rune{}
	run := func(from rune, chars string) {
		for _, c := range chars {
			if c != '�' {
				t[from] = c
			}
			from++
		}
	}
	run(0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?")
	run(0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_")
	run(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼")
	run(0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…")
	run(0xBF, "↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑")
	run(0xF1, "〉∫⌠�⌡")
	return t
}

// wingdings holds what transcripts and questionnaires use of Wingdings: faces,
// hands, boxes, ticks, bullets and arrows.
var wingdings = map[rune]rune{
	0x20: ' ', 0x43: '👍', 0x44: '👎', 0x45: '☜', 0x46: '☞', 0x47: '☝', 0x48: '☟',
	0x4A: '☺', 0x4B: '😐', 0x4C: '☹', 0x6C: '●', 0x6E: '■', 0x6F: '□', 0x71: '❑',
	0x76: '❖', 0x9F: '•', 0xA7: '▪', 0xA8: '◻', 0xD8: '➢', 0xDF: '←', 0xE0: '→',
	0xE1: '↑', 0xE2: '↓', 0xE8: '➔', 0xEF: '⇦', 0xF0: '⇨', 0xF1: '⇧', 0xF2: '⇩',
	0xF3: '⬄', 0xF4: '⇳', 0xFB: '✗', 0xFC: '✓', 0xFD: '☒', 0xFE: '☑',
}
