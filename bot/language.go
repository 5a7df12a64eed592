package bot

import (
	"strings"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/sieve"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

var (
	// coded are numbers of orders and products, and links addresses of the web:
	// they are in no language.
	links = sieve.MustCompile(`(?i)(?:https?://|www\.)\S+`)
	coded = sieve.MustCompile(`[#A-Za-z_-]*\d[\w-]*`)
	// shared are words and sizes that Chinese and English chats both write.
	shared = sieve.MustCompile(`(?i)\b(?:x{0,3}[sml]|size|order|no|nr|id|ok|okay|hi|hello|thanks|vip|cm|kg)\b`)
)

// language is what the shopper is answered in: that of the message, unless the
// message is hardly words (an order number, "L", "ok") or hands a procedure an
// address or a name, which are written as they are written.
func (t *turn) language() tongue.Lang {
	uncoded := coded.ReplaceAllString(links.ReplaceAllString(t.text, " "), " ")
	words := shared.ReplaceAllString(uncoded, " ")
	lang, before := tongue.Of(words), t.s.Lang
	switch {
	case before == "" && lang == "":
		lang = tongue.Of(uncoded)
	case before == "":
	case lang == "", len([]rune(fold.String(words))) <= 3, t.givesName():
		return before
	}
	if lang == "" {
		return t.mind.brand.Profile.Languages[0]
	}
	return lang
}

// givesName tells whether a procedure waits for an address or for free words,
// and the message reads like one of them: no question and no request.
func (t *turn) givesName() bool {
	if t.s.Run == nil || strings.ContainsAny(t.text, "?？") {
		return false
	}
	p := t.procedure(t.s.Run.Procedure)
	return p != nil && p.TakesName(*t.s.Run)
}
