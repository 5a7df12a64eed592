package paper

import "strings"

// Cell makes a text that no spreadsheet runs as a formula: one that begins
// like a formula gets an apostrophe before it, as OWASP advises, and characters
// that break rows or screens are left out. Figures are written as figures and do
// not come through here.
func Cell(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		if r < 0x20 || r == 0x7F {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	lead := strings.TrimLeft(text, " \u00A0\u3000\uFEFF")
	if lead == "" {
		return text
	}
	switch r := []rune(lead)[0]; r {
	case '=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠':
		return "'" + text
	}
	return text
}
