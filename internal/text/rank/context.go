package rank

import (
	"math"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// Turn is one earlier message of a talk.
type Turn struct {
	Text    string
	Shopper bool // else the bot or an agent
}

// Word is a word of the talk so far and how much it still matters.
type Word struct {
	Text   string
	Weight float64
}

const (
	// What the shopper said is what the talk is about; the other side's words
	// count only where they may be what a pronoun points at.
	shopperWeight = 0.8
	otherWeight   = 0.3
	decay         = 0.5 // by turn of the same side
	turnsBack     = 4
	// A message that stands on its own needs little of what came before.
	leaning   = 1.0
	standing  = 0.35
	shortHan  = 6
	shortWord = 4
	// fewSaid: what is left of a message without everyday words; with so little
	// it says what is asked and not of what ("过期了还能用吗").
	fewSaid = 4
)

// Context chooses the words of earlier turns that the message, the latest of
// the talk, leans on: what is not an everyday word and was not just said again.
// A message that points back ("那个呢", "is it in stock?") or is very short
// leans more. turns are in order, the oldest first.
func Context(turns []Turn, message string) []Word {
	lean := leaning
	if !pointsBack(message) {
		lean = standing
	}
	said := map[string]bool{}
	for _, w := range content(message) {
		said[w] = true
	}
	var out []Word
	ago := map[bool]int{}
	for i := len(turns) - 1; i >= 0 && len(turns)-i <= turnsBack; i-- {
		t := turns[i]
		weight := otherWeight
		if t.Shopper {
			weight = shopperWeight
		}
		weight *= lean * math.Pow(decay, float64(ago[t.Shopper]))
		ago[t.Shopper]++
		for _, w := range content(t.Text) {
			if !said[w] {
				said[w] = true
				out = append(out, Word{w, weight})
			}
		}
	}
	return out
}

// content is the text's runs of characters between everyday words. Chinese is
// not segmented: the everyday words cut it well enough for pairs of characters.
func content(text string) []string {
	var out []string
	for _, run := range runs(text) {
		if !isHan([]rune(run)[0]) {
			if !everydayEN[run] {
				out = append(out, run)
			}
			continue
		}
		for _, w := range cut([]rune(run)) {
			if len([]rune(w)) > 1 { // one character alone points at nothing
				out = append(out, w)
			}
		}
	}
	return out
}

// runs splits text into Latin words and unbroken stretches of Han characters.
func runs(text string) []string {
	var out []string
	var cur []rune
	flush := func() {
		if len(cur) > 0 {
			out = append(out, string(cur))
			cur = cur[:0]
		}
	}
	for _, r := range text {
		c := fold.Rune(r)
		if r == '\'' || r == '’' {
			continue
		}
		if c == fold.Skip || !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			flush()
			continue
		}
		if len(cur) > 0 && isHan(cur[0]) != isHan(c) {
			flush()
		}
		cur = append(cur, c)
	}
	flush()
	return out
}

// cut splits a stretch of Han characters at the everyday words, longest first.
func cut(rs []rune) []string {
	var out []string
	from := 0
	for i := 0; i < len(rs); {
		n := everydayAt(rs[i:])
		if n == 0 {
			i++
			continue
		}
		if i > from {
			out = append(out, string(rs[from:i]))
		}
		i += n
		from = i
	}
	if from < len(rs) {
		out = append(out, string(rs[from:]))
	}
	return out
}

func everydayAt(rs []rune) int {
	for n := min(longestEveryday, len(rs)); n > 0; n-- {
		if everydayZH[string(rs[:n])] {
			return n
		}
	}
	return 0
}

// hanLeft is how many Han characters stand outside everyday words.
func hanLeft(message string) (n int) {
	for _, run := range runs(message) {
		if !isHan([]rune(run)[0]) {
			continue
		}
		for _, w := range cut([]rune(run)) {
			n += len([]rune(w))
		}
	}
	return n
}

// pointsBack tells whether a message cannot be understood alone.
func pointsBack(message string) bool {
	han, words := 0, 0
	for _, r := range runs(message) {
		if pronounsEN[r] {
			return true
		}
		if isHan([]rune(r)[0]) {
			han += len([]rune(r))
		} else {
			words++
		}
	}
	if han <= shortHan && words <= shortWord || han > 0 && hanLeft(message) <= fewSaid {
		return true
	}
	folded := fold.String(message)
	for _, p := range pronounsZH {
		if strings.Contains(folded, p) {
			return true
		}
	}
	return false
}
