package drill

import (
	"regexp"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
)

// Heard is what one message of the agent says, in the terms of the scenario.
type Heard struct {
	Greets   bool
	Asks     []string // needs, in the scenario's order
	AsksElse bool     // a question that no need explains

	AsksPicture bool // wants to see it
	Confirms    bool // asks for a yes before doing
	Done        bool // says that it was done
	Verdict     Verdict
	Keys        []string // ids of the keys that are stated right
	Claims      []Figure // figures that nothing known holds
	Kind        bool     // sorry, please, thanks
	Rude        bool
	Evasive     bool
	Closes      bool
	Because     bool // names the reason of a no
}

// Empty tells that a message brings the matter no further.
func (h Heard) Empty() bool {
	return len(h.Asks) == 0 && !h.Confirms && !h.Done && h.Verdict == None && len(h.Keys) == 0 && !h.Closes
}

var clauseEnd = regexp.MustCompile(`[。！？!?；;\n]+|\.(?:\s|$)`)

// clauses cuts a message into sentences, each with whether it asks.
func clauses(text string) (out []string, asks []bool) {
	at := 0
	add := func(part, end string) {
		if strings.TrimSpace(part) == "" {
			return
		}
		out = append(out, strings.ToLower(part))
		asks = append(asks, strings.ContainsAny(end, "?？") || questionForm.MatchString(part))
	}
	for _, m := range clauseEnd.FindAllStringIndex(text, -1) {
		add(text[at:m[0]], text[m[0]:m[1]])
		at = m[1]
	}
	add(text[at:], "")
	return out, asks
}

// Hear understands a message.
func Hear(s Scenario, text string) Heard {
	var h Heard
	sentences, asks := clauses(text)
	for i, c := range sentences {
		s.hearSentence(&h, c, asks[i])
	}
	h.Asks = s.inOrder(h.Asks)
	s.hearWhole(&h, text)
	return h
}

func (s Scenario) hearSentence(h *Heard, c string, asks bool) {
	h.Greets = h.Greets || greetForm.MatchString(c)
	h.Closes = h.Closes || closeForm.MatchString(c)
	h.Kind = h.Kind || kindForm.MatchString(c)
	h.Rude = h.Rude || rudeForm.MatchString(c)
	h.Evasive = h.Evasive || evasiveForm.MatchString(c)
	confirms := asks && confirmForm.MatchString(c) || wantsYes.MatchString(c)
	refuses := (refuseForm.MatchString(c) || lapsedForm.MatchString(c) && !personForm.MatchString(c)) && !undoneForm.MatchString(c)
	needs := s.asked(c, asks)
	if confirms && !openForm.MatchString(c) {
		needs = nil // "Shall I cancel order 7?" names what is known
	}
	// "Which order shall I cancel?" asks for a fact and promises nothing.
	confirms = confirms && len(needs) == 0 && !refuses
	h.Confirms = h.Confirms || confirms
	h.Done = h.Done || doneForm.MatchString(c) && !asks && !refuses
	h.AsksPicture = h.AsksPicture || pictureForm.MatchString(c) && (asks || requestForm.MatchString(c))
	h.Asks = append(h.Asks, needs...)
	h.AsksElse = h.AsksElse || asks && len(needs) == 0 && !confirms && !closeForm.MatchString(c)
	switch {
	case refuses:
		h.Verdict = No
	case h.Verdict == No:
		// "not this, but I can look up the parcel" stays a no
	case personForm.MatchString(c):
		h.Verdict = Person
	case confirms || h.Done || yesForm.MatchString(c) && len(needs) == 0 && !asks:
		if h.Verdict != Person {
			h.Verdict = Yes
		}
	}
}

// hearWhole looks at the message as one.
func (s Scenario) hearWhole(h *Heard, text string) {
	for _, k := range s.Keys {
		if k.stated(text) {
			h.Keys = append(h.Keys, k.ID)
		}
	}
	for _, f := range Figures(text) {
		if !slices.Contains(s.Known, f) {
			h.Claims = append(h.Claims, f)
		}
	}
	s.hearScript(h, text)
	s.hearBecause(h, text)
	if s.Verdict == Tell && (h.Verdict == None || h.Verdict == Yes) && len(h.Keys) > 0 {
		h.Verdict = Tell
	}
}

// From what share on a message is the procedure's own text, in other words or
// in its own.
const (
	ownWords    = 0.6
	wordForWord = 0.85
)

// hearScript hears the brand's own texts whatever words they are written in.
func (s Scenario) hearScript(h *Heard, text string) {
	final, confirm := rank.Covered(s.Script.Final, text), rank.Covered(s.Script.Confirm, text)
	switch {
	case s.Verdict == Yes && confirm >= ownWords && confirm >= final:
		h.Confirms, h.Verdict = true, Yes
	case s.Verdict == Yes && final >= ownWords:
		h.Done, h.Verdict = true, Yes
	case final >= ownWords && h.Verdict == None, final >= wordForWord:
		h.Verdict = s.Verdict
	}
}

// From what share on a message gives the procedure's reason: beside a refusal,
// and on its own, where giving it is the refusal.
const (
	someOfReason = 0.35
	mostOfReason = 0.5
)

var reasonEnd = regexp.MustCompile(`[；;，,]`)

// hearBecause hears the reason of a no, whole or one of its parts.
func (s Scenario) hearBecause(h *Heard, text string) {
	if s.Verdict != No || s.Because == "" {
		return
	}
	share := rank.Covered(s.Because, text)
	for _, part := range reasonEnd.Split(s.Because, -1) {
		share = max(share, rank.Covered(part, text)-0.1) // a part is shorter and met more easily
	}
	if h.Verdict == None && share >= mostOfReason && len(h.Asks) == 0 {
		h.Verdict = No
	}
	h.Because = h.Verdict == No && share >= someOfReason
}

// stated tells whether a text states the key.
func (k Key) stated(text string) bool {
	if saysAny(text, k.Figures) {
		return true
	}
	folded := fold.String(text)
	return slices.ContainsFunc(k.Words, func(w string) bool { return strings.Contains(folded, fold.String(w)) })
}

// asked lists the needs that a sentence asks for.
func (s Scenario) asked(c string, asks bool) []string {
	var out []string
	if !asks && !requestForm.MatchString(c) && !bare(c) {
		return nil
	}
	for _, n := range s.Needs {
		cue := askForms[n.Type]
		byName := askForms["."+n.Name]
		if cue != nil && cue.MatchString(c) || byName != nil && byName.MatchString(c) || n.Ask != "" && rank.Covered(n.Ask, c) >= 0.5 {
			out = append(out, n.Name)
		}
	}
	return out
}

// bare is a message in telegram style: "order number".
func bare(c string) bool {
	return len([]rune(c)) <= 5 || len(c) == len([]rune(c)) && strings.Count(strings.TrimSpace(c), " ") <= 1 && len(c) <= 14
}

func (s Scenario) inOrder(names []string) []string {
	var out []string
	for _, n := range s.Needs {
		if slices.Contains(names, n.Name) {
			out = append(out, n.Name)
		}
	}
	return out
}
