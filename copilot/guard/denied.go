package guard

import (
	"slices"

	"github.com/manyhands/manyhands/internal/text/sieve"
)

// denials are what may stand right before a word that is then not said but
// denied: 我们不会让您加微信, we never ask you to pay outside the app. The words
// must touch; one that only stands in the sentence excuses nothing.
var denials = sieve.MustCompile(`(?i)(?:(?:不会|不能|不可以|不要|不得|不用|无需|请勿|切勿|严禁|禁止|谨防|当心|警惕|从不|绝不|无法|不敢|没法|不是|并非|拒绝)` +
	`(?:有人|任何人|冒充|客服|商家|再|随便|轻易|主动|直接|私自|自行|和他人|跟别人)*(?:让|叫|要求|请|引导|诱导|承诺)?(?:您|你|顾客|客户|买家|大家)?(?:去|来)?` +
	`|\b(?:never|not|don.?t|won.?t|can.?t|cannot)(?: (?:ask|tell|want|require|allow|let|need)(?: \w+){0,4})? )$`)

// deniable are the kinds of which a denial is the opposite: who says that nobody
// can promise a day promises none. An insult denied is still an insult.
var deniable = []Kind{Offsite, Promise, Superlative, Platform}

// deniedWithin is how many code points before a hit are read.
const deniedWithin = 40

// denied tells whether what stands right before a span denies it.
func (g *Guard) denied(s *scratch, sp span) bool {
	if !slices.Contains(deniable, g.rules[sp.rule].Kind) {
		return false
	}
	from := max(int(sp.start)-deniedWithin, 0)
	return denials.MatchString(string(plainRunes(nil, s.text.Runes[from:sp.start])))
}
