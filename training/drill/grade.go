package drill

import (
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// PassScore is the least score of a pass, of 100.
const PassScore = 80

// Hit is a forbidden or risky wording that the brand's guard found.
type Hit struct {
	Rule    string `json:"rule"`
	Text    string `json:"text"`
	Level   string `json:"level"`
	Blocks  bool   `json:"blocks"` // it would not have been sent
	Rewrite string `json:"rewrite,omitempty"`
}

// Check is the brand's guard on one text of an agent.
type Check func(text string) []Hit

// Talk is a drill's transcript with its end.
type Talk struct {
	Lines  []Line
	Ending Ending
	PaceBP int // 10000, or more where extra time was set
	Beside int // other shoppers who were served at the same time
}

// Item is one row of the rubric.
type Item struct {
	ID     string       `json:"id"`
	Points int          `json:"points"`
	Got    int          `json:"got"`
	Seq    int          `json:"seq"` // the message behind it; 0: none
	Says   tongue.Words `json:"says"`
	Better string       `json:"better,omitempty"` // a wording that would have had the points
}

// Grade is what a talk is worth.
type Grade struct {
	Score   int     `json:"score"`
	Enough  int     `json:"enough"` // the score of a pass
	Passed  bool    `json:"passed"`
	Right   bool    `json:"right"`   // the verdict was right
	Blocked bool    `json:"blocked"` // something was said that must never be sent
	Verdict Verdict `json:"verdict"` // what the shopper was told
	Truth   Verdict `json:"truth"`
	Because string  `json:"because,omitempty"`
	Items   []Item  `json:"items"`
}

// heardLine is one message of the agent with what it says.
type heardLine struct {
	Line
	Heard
	hits []Hit
}

// marker works out a grade.
type marker struct {
	s     Scenario
	talk  Talk
	mine  []heardLine
	items []Item
	grade Grade
}

// The rubric: of 100, what each part is worth. It is our own; a part that a
// scenario does not have gives its points to the part named beside it.
const (
	forGreeting   = 5
	forAsking     = 18 // else forVerdict
	forOrder      = 8
	forVerdict    = 22
	forAttention  = 5 // of several chats at once, from forVerdict
	forReason     = 8
	forKeys       = 7 // else forReason
	forTruth      = 8
	forGuard      = 8
	forTone       = 6
	forSpeed      = 3
	forResolution = 4
	forClosing    = 3
)

// Mark grades a talk. The same talk has the same grade; who the agent is, is
// not known here.
func Mark(s Scenario, talk Talk, check Check) Grade {
	m := &marker{s: s, talk: talk}
	m.read(check)
	m.grade = Grade{Enough: PassScore, Truth: s.Verdict, Because: s.Because}
	m.greeting()
	m.asking()
	m.order()
	m.verdict()
	m.reason()
	m.keys()
	m.claims()
	m.guard()
	m.tone()
	m.speed()
	m.attention()
	m.resolution()
	m.closing()
	m.grade.Items = m.items
	for _, it := range m.items {
		m.grade.Score += it.Got
	}
	m.grade.Passed = m.grade.Score >= PassScore && m.grade.Right && !m.grade.Blocked
	return m.grade
}

// read understands the agent's messages. What comes after the goodbye and
// answers a second question decides nothing about the first.
func (m *marker) read(check Check) {
	closed := false
	for _, l := range m.talk.Lines {
		if l.Agent {
			h := heardLine{Line: l, Heard: Hear(m.s, l.Text)}
			if closed && m.s.aside(h.Keys) {
				h.Verdict, h.Done, h.Confirms = None, false, false
			}
			closed = closed || h.Closes
			if check != nil {
				h.hits = check(l.Text)
			}
			m.mine = append(m.mine, h)
		}
	}
}

// aside tells whether the keys that were stated have a hidden goal among them.
func (s Scenario) aside(stated []string) bool {
	return slices.ContainsFunc(s.Keys, func(k Key) bool { return k.Hidden && slices.Contains(stated, k.ID) })
}

// give adds a row.
func (m *marker) give(id string, points, got, seq int, says tongue.Words, better string) {
	if got >= points {
		better = ""
	}
	m.items = append(m.items, Item{ID: id, Points: points, Got: max(0, min(got, points)), Seq: seq, Says: says, Better: better})
}

// first is the first message of the agent that is so.
func (m *marker) first(is func(heardLine) bool) (heardLine, bool) {
	for _, l := range m.mine {
		if is(l) {
			return l, true
		}
	}
	return heardLine{}, false
}

// final is the last message that told a verdict; a no that is said again after
// pleading counts as the same.
func (m *marker) final() (heardLine, bool) {
	var out heardLine
	found := false
	for _, l := range m.mine {
		if l.Verdict != None && (!found || l.Verdict != out.Verdict) {
			out, found = l, true
		}
	}
	return out, found
}

func (m *marker) lastSeq() int {
	if len(m.mine) == 0 {
		return 0
	}
	return m.mine[len(m.mine)-1].Seq
}

// firstReply is how long the shopper waited for a first answer.
func (m *marker) firstReply() (time.Duration, bool) {
	if len(m.mine) == 0 || len(m.talk.Lines) == 0 {
		return 0, false
	}
	return m.mine[0].At.Sub(m.talk.Lines[0].At), true
}
