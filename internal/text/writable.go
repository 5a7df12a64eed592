package text

import "unicode"

// Unwritable tells a control character that no text of a brand's has, and that
// no database keeps.
func Unwritable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
