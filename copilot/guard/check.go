package guard

import (
	"cmp"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/text/scan"
	"github.com/manyhands/manyhands/internal/text/sieve"
)

// Context is what is known about a message besides its text.
type Context struct {
	Author  Author
	Channel string // in lower case: taobao, jd, pinduoduo, douyin, web
	At      time.Time
}

// Verdict is what the guard says about one message.
type Verdict struct {
	Hits  []Hit
	Level Level // the highest of the hits, or Pass
	// Rewrite is the text with every replacement and mask applied. It is the
	// text itself where no hit has one.
	Rewrite string
}

// Hit is one place where a rule hits. Start and End count code points.
type Hit struct {
	Rule    string `json:"rule"`
	Kind    Kind   `json:"kind"`
	Level   Level  `json:"level"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Text    string `json:"text"`
	Replace string `json:"replace"`

	rewrites bool // Replace is meant, even where it is empty
}

// span is a hit before it is told.
type span struct {
	rule, word int32 // word is an entry, or -1
	start, end int32
	detail     scan.Kind
}

// scratch is the memory of one check.
type scratch struct {
	text    scan.Text
	found   []scan.Found
	details []scan.Detail
	spans   []span
	allowed []span
	awake   []waking
	plain   []rune // the text as patterns read it, once one is tried
	ranges  []sieve.Range
	matches []sieve.Match
	memory  sieve.Memory
}

// Check gives the verdict on a text.
func (g *Guard) Check(text string, in Context) Verdict {
	s := g.scratch.Get().(*scratch)
	defer g.scratch.Put(s)
	s.text.Set(text)
	s.spans, s.allowed, s.awake, s.plain = s.spans[:0], s.allowed[:0], s.awake[:0], s.plain[:0]
	g.seek(s, in)
	g.runPatterns(s, in)
	g.detect(s, in)
	if len(s.spans) == 0 {
		return Verdict{Rewrite: text}
	}
	return g.tell(text, s)
}

// seek finds the words of the rules in force.
func (g *Guard) seek(s *scratch, in Context) {
	s.found = g.index.Find(&s.text, s.found[:0])
	for _, f := range s.found {
		e := &g.entries[f.ID]
		switch {
		case e.use == wakes:
			s.wake(e.at, &g.patterns[e.at], f.Start-e.before)
		case e.use == allows:
			s.allowed = append(s.allowed, span{rule: e.at, start: f.Start, end: f.End})
		case g.rules[e.at].inForce(in):
			s.spans = append(s.spans, span{rule: e.at, word: f.ID, start: f.Start, end: f.End})
		}
	}
}

// runPatterns tries the patterns that were woken, each where it was, and those
// that nothing wakes.
func (g *Guard) runPatterns(s *scratch, in Context) {
	slices.SortFunc(s.awake, func(a, b waking) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.From, b.From)) })
	for i := 0; i < len(s.awake); {
		at := s.awake[i].at
		s.ranges = s.ranges[:0]
		for ; i < len(s.awake) && s.awake[i].at == at; i++ {
			s.ranges = append(s.ranges, s.awake[i].Range)
		}
		if p := g.tried(s, at, in); p != nil {
			p.find(s)
		}
	}
	for _, at := range g.always {
		if p := g.tried(s, at, in); p != nil {
			p.findAnywhere(s)
		}
	}
}

// tried is a pattern whose rule is in force, with the text made ready for it.
func (g *Guard) tried(s *scratch, at int32, in Context) *pattern {
	p := &g.patterns[at]
	if !g.rules[p.rule].inForce(in) {
		return nil
	}
	if len(s.plain) == 0 {
		s.plain = plainRunes(s.plain, s.text.Runes)
	}
	return p
}

func (g *Guard) detect(s *scratch, in Context) {
	s.details = scan.Personal(&s.text, s.details[:0])
	for _, d := range s.details {
		for _, r := range g.details[d.Kind] {
			if g.rules[r].inForce(in) {
				s.spans = append(s.spans, span{rule: r, word: -1, start: d.Start, end: d.End, detail: d.Kind})
			}
		}
	}
}

// inForce tells whether the rule applies to a message. What is not known about
// the message is taken for the worst.
func (r *Rule) inForce(in Context) bool {
	if in.Author != "" && len(r.Authors) > 0 && !slices.Contains(r.Authors, in.Author) {
		return false
	}
	if in.Channel != "" && len(r.Channels) > 0 && !slices.Contains(r.Channels, in.Channel) {
		return false
	}
	if in.At.IsZero() {
		return true
	}
	return !in.At.Before(r.From) && (r.Till.IsZero() || in.At.Before(r.Till))
}

// tell turns the spans into hits: what an allowed phrase covers is dropped, and
// of one rule's spans that overlap the longest stays.
func (g *Guard) tell(text string, s *scratch) Verdict {
	slices.SortFunc(s.spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.rule, b.rule), cmp.Compare(a.word, b.word))
	})
	v := Verdict{Rewrite: text}
	for i, sp := range s.spans {
		if s.coveredByAllowed(sp) || s.beaten(i) || g.denied(s, sp) {
			continue
		}
		h := g.hit(s, sp)
		v.Hits = append(v.Hits, h)
		v.Level = max(v.Level, h.Level)
	}
	if len(v.Hits) > 0 {
		v.Rewrite = rewrite(text, v.Hits)
	}
	return v
}

func (s *scratch) coveredByAllowed(sp span) bool {
	for _, a := range s.allowed {
		if a.rule == sp.rule && a.start <= sp.start && a.end >= sp.end {
			return true
		}
	}
	return false
}

// beaten tells whether the i-th span overlaps a longer one of its rule, or an
// equal one before it.
func (s *scratch) beaten(i int) bool {
	a := s.spans[i]
	for k, b := range s.spans {
		if b.start >= a.end {
			break
		}
		if k == i || b.rule != a.rule || b.end <= a.start || s.coveredByAllowed(b) {
			continue
		}
		if long, mine := b.end-b.start, a.end-a.start; long > mine || long == mine && k < i {
			return true
		}
	}
	return false
}

func (g *Guard) hit(s *scratch, sp span) Hit {
	r := &g.rules[sp.rule]
	h := Hit{Rule: r.ID, Kind: r.Kind, Level: r.Level, Start: int(sp.start), End: int(sp.end), Text: string(s.text.Runes[sp.start:sp.end])}
	replace := r.Replace
	if sp.word >= 0 {
		replace = g.entries[sp.word].replace
	}
	switch {
	case replace != nil:
		h.Replace, h.rewrites = *replace, true
	case r.Kind == Personal && r.Level >= Mask:
		h.Replace, h.rewrites = masked(sp.detail, s.text.Runes[sp.start:sp.end]), true
	}
	return h
}
