package mood

import "github.com/manyhands/manyhands/internal/text/sieve"

var tagWords = []struct {
	name string
	form *sieve.Form
}{
	{"price_sensitive", sieve.MustCompile(`(?i)便宜|优惠|打折|折扣|降价|太贵|贵了|最低价|保价|差价|券|满减|cheap|discount|coupon|expensive|price match|lower price|deal\b`)},
	{"size_question", sieve.MustCompile(`(?i)尺码|尺寸|多大|穿多大|码(?:数|合适|偏)|[SMLX]{1,3}码|身高|体重|size|fit(?:s|ting)?\b|tall|\d{2,3}\s*(?:cm|kg|斤)`)},
	{"event", sieve.MustCompile(`(?i)双\s*(?:11|十一|12|十二)|618|大促|预售|定金|尾款|double\s*(?:11|eleven)|singles.? day|black friday|presale|pre-sale`)},
	{"urgent", sieve.MustCompile(`(?i)急(?:用|需|着|死)|很急|着急|赶紧|赶快|马上就?要|今天(?:必须|就要)|加急|urgent|asap|as soon as possible|right away|immediately|in a hurry`)},
	{"complaint", sieve.MustCompile(`(?i)投诉|差评|举报|曝光|complain|bad review|report you`)},
	{"gift", sieve.MustCompile(`(?i)送人|送礼|礼物|生日|gift|present for|birthday`)},
}

// Tags lists what a message shows about its writer.
func Tags(text string) []string {
	var out []string
	for _, t := range tagWords {
		if t.form.MatchString(text) {
			out = append(out, t.name)
		}
	}
	return out
}
