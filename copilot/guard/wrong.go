package guard

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text/fold"
)

// wrongs collects what is wrong with a set of rules, so that an author mends
// them in one go.
type wrongs struct {
	fields []fault.Field
}

func (w *wrongs) add(r *Rule, field, wanted, got string) {
	where := field
	if r.ID != "" {
		where = "rule " + r.ID + ", " + where
	}
	if r.Line > 0 {
		where = fmt.Sprintf("line %d, %s", r.Line, where)
	}
	if r.File != "" {
		where = r.File + ", " + where
	}
	w.at(where, wanted, got)
}

func (w *wrongs) at(where, wanted, got string) {
	w.fields = append(w.fields, fault.Field{Where: where, Wanted: wanted, Got: got})
}

// err is ErrRules with every field, and the first ones in its sentence.
func (w *wrongs) err() error {
	if len(w.fields) == 0 {
		return nil
	}
	const most = 20
	var said []string
	f := ErrRules
	for i, x := range w.fields {
		f = f.At(x.Where, x.Wanted, x.Got)
		if i < most {
			s := x.Where + ": expected " + x.Wanted
			if x.Got != "" {
				s += fmt.Sprintf(", got %q", f.Fields[i].Got)
			}
			said = append(said, s)
		}
	}
	if n := len(w.fields) - most; n > 0 {
		said = append(said, fmt.Sprintf("and %d more", n))
	}
	return f.With("%s", strings.Join(said, "; "))
}

// tooWide says what is expected of a word that would hit nearly every message,
// or "".
func tooWide(s string) string {
	folded := fold.String(s)
	switch n := utf8.RuneCountInString(folded); {
	case n == 0:
		return "at least one letter or digit; separators alone stand in every message"
	case n == 1 && folded[0] < utf8.RuneSelf:
		return "more than one letter or digit; one stands in nearly every message"
	case n > 200:
		return "at most 200 letters"
	}
	return ""
}
