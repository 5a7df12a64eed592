package plan

import (
	"bufio"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/tag"
)

// A plan asks of a tag only whether it is the same as another. The product's own
// vocabulary is namespace:value in small letters (internal/tag); a file of
// somebody else's may call a skill lang:zh-CN or 退款, and is planned all the same.

// wantTag is what is expected where a tag is no word.
const wantTag = "tags like skill:refund, without blanks, of 1 to 200 bytes"

const mostWord = 200 // bytes

func isWord(s string) bool {
	return s != "" && len(s) <= mostWord && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// noWord is the first that is no tag, or "" with ok false.
func noWord(list []string) (bad string, found bool) {
	for _, s := range list {
		if !isWord(s) {
			return s, true
		}
	}
	return "", false
}

// setOf sorts words into a set.
func setOf(list []string) tag.Set {
	out := make(tag.Set, len(list))
	for i, s := range list {
		out[i] = tag.Tag(s)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unmarked leaves out the mark that some editors put before the text.
func unmarked(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = b.Discard(3)
	}
	return b
}

// wholeOf is a number without a fraction, however it is written: 3, 3.0, 3e0.
func wholeOf(x float64) (int64, bool) {
	const exact = 1 << 53 // beyond it a float64 leaves numbers out
	if !within(x, -exact, exact) || x != math.Trunc(x) {
		return 0, false
	}
	return int64(x), true
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
