package paper

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// The Chinese face of Noto Sans CJK (SIL Open Font License 1.1, font/OFL.txt),
// cut by font/subset.py to what GBK can write.
//
//go:embed font/NotoSansSC-papers.ttf.gz
var packedFace []byte

// face is the font file and what it can draw.
type face struct {
	ttf    []byte
	parsed *sfnt.Font
}

// openFace unpacks the face once.
var openFace = sync.OnceValues(func() (face, error) {
	r, err := gzip.NewReader(bytes.NewReader(packedFace))
	if err != nil {
		return face{}, fmt.Errorf("unpack the document font: %w", err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return face{}, fmt.Errorf("unpack the document font: %w", err)
	}
	parsed, err := sfnt.Parse(raw)
	if err != nil {
		return face{}, fmt.Errorf("read the document font: %w", err)
	}
	return face{raw, parsed}, nil
})

// draws tells whether the face has a glyph for a character.
func (f face) draws(r rune) bool {
	var buffer sfnt.Buffer
	i, err := f.parsed.GlyphIndex(&buffer, r)
	return err == nil && i != 0
}

// printable writes out by its code point what the face cannot draw: a name on
// a legal paper may look odd, it must not lose a character in silence.
func (f face) printable(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			b.WriteByte(' ')
		case r < 0x20 || r == 0x7F:
		case f.draws(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}
