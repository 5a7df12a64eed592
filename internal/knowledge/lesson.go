package knowledge

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/text/scan"
)

// Said is one message of a conversation, as far as learning from it needs.
type Said struct {
	Seq     int64
	Shopper bool
	Person  bool // an agent; neither is the bot
	Text    string
}

// Lesson is a question of a shopper's and what a person answered. Offered is
// what the copilot had offered when the person wrote something else, and Source
// what that had cited.
type Lesson struct {
	Chat     string `json:"chat"`
	Seq      int64  `json:"seq"`
	Question string `json:"question"`
	Answer   string `json:"answer"`
	Offered  string `json:"offered,omitempty"`
	Source   string `json:"source,omitempty"`
}

const (
	// An answer of fewer letters teaches nothing.
	leastAnswer   = 8
	leastQuestion = 3
	mostAnswer    = 1500
)

// Lessons pairs each question of a talk with what a person then answered:
// everything that the person says before the shopper speaks again. Personal
// details are masked; a pair that is nothing but politeness teaches nothing.
func Lessons(chat string, talk []Said) []Lesson {
	var out []Lesson
	var open *Lesson
	keep := func() {
		if open != nil && letters(open.Question) >= leastQuestion && letters(told(open.Answer)) >= leastAnswer {
			open.Question, open.Answer = Masked(open.Question), Masked(told(open.Answer))
			out = append(out, *open)
		}
		open = nil
	}
	for _, m := range talk {
		text := strings.TrimSpace(Strip(m.Text))
		switch {
		case text == "":
		case m.Shopper && open != nil && open.Answer == "":
			// Shoppers write one question in pieces: the last one with words counts.
			if letters(text) >= leastQuestion {
				open.Seq, open.Question = m.Seq, text
			}
		case m.Shopper:
			keep()
			open = &Lesson{Chat: chat, Seq: m.Seq, Question: text}
		case m.Person && open != nil && len(open.Answer)+len(text) < mostAnswer && !waiting(text):
			open.Answer = strings.TrimSpace(open.Answer + "\n" + text)
		}
	}
	keep()
	return out
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// masked stands for a personal detail that was taken out.
const masked = "***"

// abroad is a postal address as it is written in English: a house number and a
// street, with the rooms before them and the places after.
var abroad = regexp.MustCompile(`(?i)(?:\b(?:room|rm|apt|apartment|flat|suite|unit|floor|building|bldg|block|no)\b\.?\s*#?[\w-]+,?\s+)*\b\d{1,5}[a-z]?,?\s+(?:[a-z'.-]+\s+){1,4}(?:road|rd|street|st|avenue|ave|lane|boulevard|blvd|drive|highway|square|terrace)\b\.?(?:,\s*[a-z][a-z' -]{1,30}|,?\s*\d{5,6})*`)

// Masked is text without phone numbers, addresses, mail addresses, card numbers
// and long order numbers: what is learned must not carry one shopper's details
// to the next.
func Masked(text string) string {
	var t scan.Text
	t.Set(text)
	runes := []rune(text)
	gone := make([]bool, len(runes))
	for _, d := range scan.Personal(&t, nil) {
		for i := int(d.Start); i < int(d.End) && i < len(gone); i++ {
			gone[i] = true
		}
	}
	longNumbers(runes, gone)
	for _, at := range abroad.FindAllStringIndex(text, -1) {
		from := utf8.RuneCountInString(text[:at[0]])
		for i := range utf8.RuneCountInString(text[at[0]:at[1]]) {
			gone[from+i] = true
		}
	}
	var b strings.Builder
	for i, r := range runes {
		switch {
		case !gone[i]:
			b.WriteRune(r)
		case i == 0 || !gone[i-1]:
			b.WriteString(masked)
		}
	}
	return b.String()
}

// shortestNumber of digits that is an order or a parcel and not a price.
const shortestNumber = 9

func longNumbers(runes []rune, gone []bool) {
	for i := 0; i < len(runes); {
		j, digits := i, 0
		for j < len(runes) && runes[j] < unicode.MaxASCII && (unicode.IsDigit(runes[j]) || unicode.IsLetter(runes[j])) {
			if unicode.IsDigit(runes[j]) {
				digits++
			}
			j++
		}
		if digits >= shortestNumber {
			for k := i; k < j; k++ {
				gone[k] = true
			}
		}
		i = max(j, i+1)
	}
}
