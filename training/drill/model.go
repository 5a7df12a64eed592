package drill

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Model is what a good agent would say next: the demo's agent after coaching,
// and the proof that every scenario can be passed.
func Model(s Scenario, st State) string {
	for i, n := range s.Needs {
		if slices.Contains(st.Told, n.Name) {
			continue
		}
		if st.Turn == 0 {
			return hello(s) + n.Ask
		}
		if i > 0 && s.Lang == tongue.Chinese {
			return "好的，" + n.Ask
		}
		return n.Ask
	}
	text := decide(s, st)
	if st.Turn == 0 {
		return hello(s) + text
	}
	return text
}

func hello(s Scenario) string {
	gap := ""
	if s.Lang == tongue.English {
		gap = " "
	}
	return strings.ReplaceAll(theAgent.In(s.Lang), "{brand}", s.Brand) + gap
}

// decide tells the verdict, answers what is open, and closes.
func decide(s Scenario, st State) string {
	switch {
	case open(s, st) != nil:
		return open(s, st).Answer
	case st.Settled:
		return wishes.In(s.Lang)
	case s.Verdict == Yes && !st.Agreed && s.Script.Confirm != "":
		return s.Script.Confirm
	case s.Verdict == No && st.Verdict == No:
		return strings.ReplaceAll(standsBy.In(s.Lang), "{because}", s.Because)
	}
	return kindly(s, s.Script.Final)
}

// open is the key that the shopper asked for and was not told.
func open(s Scenario, st State) *Key {
	for i, k := range s.Keys {
		if slices.Contains(st.Asked, k.ID) && !slices.Contains(st.Stated, k.ID) {
			return &s.Keys[i]
		}
	}
	return nil
}

// kindly puts an apology before bad news that has none.
func kindly(s Scenario, text string) string {
	if s.Verdict == Yes || s.Verdict == Tell || strings.Contains(text, "抱歉") || strings.Contains(text, "sorry") {
		return text
	}
	return sorryFor.In(s.Lang) + text
}

// Careless is what a beginner in a hurry says: no greeting, no question, the
// wrong answer, and a promise that nobody made. It never passes.
func Careless(s Scenario, st State) string {
	turns := bank{
		[]string{"什么事", "可以的，马上给你办，30分钟到账", "都说了可以，你急什么", "等通知吧"},
		[]string{"What do you want", "I can do that, 30 minutes and it's done", "I said yes, just wait", "Whatever"},
	}
	if s.Verdict == Yes || s.Verdict == Tell {
		turns = bank{
			[]string{"什么事", "不可以，超过90天了", "都说了不行，你急什么", "不知道，你自己看页面"},
			[]string{"What do you want", "It cannot be done, more than 90 days ago", "I said no. Look it up", "Not my job"},
		}
	}
	list := turns.of(s.Lang)
	return list[st.Turn%len(list)]
}
