package drill

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// State is where the simulated shopper stands between two messages.
type State struct {
	Turn    int       `json:"turn"`
	Anger   int       `json:"anger"` // 100 leaves
	Told    []string  `json:"told"`
	Verdict Verdict   `json:"verdict"` // what the shopper was told last
	Agreed  bool      `json:"agreed"`  // said yes to being asked
	Done    bool      `json:"done"`
	Pleaded bool      `json:"pleaded"`
	Asked   []string  `json:"asked"` // keys the shopper asked for
	Stated  []string  `json:"stated"`
	Settled bool      `json:"settled"` // nothing left to ask
	Nudges  int       `json:"nudges"`
	Before  []uint64  `json:"before"` // what the agent said, to notice repetition
	Since   time.Time `json:"since"`  // when the shopper last spoke
	Ending  Ending    `json:"ending"`
	PaceBP  int       `json:"pace_bp"` // 10000: as written; more is extra time
}

// Ending is how the talk ended; empty while it runs.
type Ending string

// The endings.
const (
	Running    Ending = ""
	Thanked    Ending = "thanked"
	Left       Ending = "left"       // angry
	Unanswered Ending = "unanswered" // nobody ever wrote
	Stopped    Ending = "stopped"    // the agent ended it, or the time did
)

const (
	leavesAt   = 100
	mostTalk   = 40 // agent messages, then the shopper gives up
	fullPaceBP = 10_000

	// Unhurried is a pace at which time costs nothing: whoever set it is given a
	// hundred times as long before anybody grows impatient or a point is lost.
	Unhurried = 1_000_000
)

// Start opens the talk.
func Start(s Scenario, paceBP int, at time.Time) ([]string, State) {
	if paceBP < fullPaceBP {
		paceBP = fullPaceBP
	}
	st := State{Anger: s.Persona.Temper, Since: at, PaceBP: paceBP, Told: []string{}, Asked: []string{}, Stated: []string{}, Before: []uint64{}}
	say := s.voice(st)
	lines := []string{say.dress(s.Opening)}
	if s.Lie != "" && s.Level >= 2 {
		lines = append(lines, say.dress(s.Lie))
	}
	return lines, st
}

// Reply takes the agent's message and gives the shopper's answer. Nothing is
// said after the end.
func Reply(s Scenario, st State, text string, at time.Time) ([]string, State) {
	if st.Ending != Running {
		return nil, st
	}
	st.Turn++
	t := &turn{s: s, st: st.clone(), h: Hear(s, text), say: s.voice(st)}
	t.listen(text, at)
	t.answer()
	if t.st.Ending == Running && (t.st.Anger >= leavesAt || t.st.Turn >= mostTalk) {
		t.out, t.st.Ending = []string{t.say.one(leaves)}, Left
	}
	t.st.Since, t.st.Nudges = at, 0
	return t.out, t.st
}

// clone keeps the state that was passed in as it is.
func (st State) clone() State {
	st.Told, st.Asked, st.Stated, st.Before = slices.Clone(st.Told), slices.Clone(st.Asked), slices.Clone(st.Stated), slices.Clone(st.Before)
	return st
}

// patience is how long a wait may last, with the extra time that was set.
func (s Scenario) patience(st State) time.Duration {
	return s.Persona.Patience * time.Duration(st.PaceBP) / fullPaceBP
}

// NudgeAt is when the shopper next asks whether anybody is there.
func NudgeAt(s Scenario, st State) time.Time {
	return st.Since.Add(s.patience(st) * time.Duration(2*(st.Nudges+1)))
}

// Nudge is what the shopper says into a silence.
func Nudge(s Scenario, st State) (string, State) {
	if st.Ending != Running {
		return "", st
	}
	st = st.clone()
	st.Nudges++
	st.Anger += 20
	say := s.voice(st)
	if st.Anger >= leavesAt || st.Nudges > 3 {
		st.Ending = Left
		if st.Turn == 0 {
			st.Ending = Unanswered
		}
		return say.one(leaves), st
	}
	return say.one(nudges), st
}

// turn is one message of the agent being answered.
type turn struct {
	s   Scenario
	st  State
	h   Heard
	say voice
	out []string
}

// listen lets the mood follow what was said and how long it took.
func (t *turn) listen(text string, at time.Time) {
	if waited := at.Sub(t.st.Since); waited > t.s.patience(t.st) {
		t.st.Anger += 8 + int(min(waited/t.s.patience(t.st), 4))*4
		t.out = append(t.out, t.say.one(waitedWords))
	}
	if t.h.Kind {
		t.st.Anger = max(t.s.Persona.Temper/2, t.st.Anger-4)
	}
	if t.h.Rude {
		t.st.Anger += 35
		t.out = append(t.out, t.say.one(insulted))
	}
	if t.h.Evasive {
		t.st.Anger += 20
	}
	mark := hash(fold.String(text))
	if slices.Contains(t.st.Before, mark) {
		t.st.Anger += 12
	}
	t.st.Before = append(t.st.Before, mark)
	for _, k := range t.h.Keys {
		if !slices.Contains(t.st.Stated, k) {
			t.st.Stated = append(t.st.Stated, k)
		}
	}
}

// answer decides what the shopper says.
func (t *turn) answer() {
	switch {
	case t.st.Settled:
		t.end()
	case len(t.h.Asks) > 0:
		t.tell()
		if t.h.Verdict == No || t.h.Verdict == Person {
			t.st.Verdict = t.h.Verdict
		}
	case t.h.Verdict != None:
		t.take()
	case t.st.Verdict != None && (len(t.h.Keys) > 0 || t.h.Closes):
		t.settle()
	case t.h.AsksPicture:
		t.out = append(t.out, pictureSent.In(t.s.Lang))
	case t.h.AsksElse && !t.h.Rude:
		t.st.Anger += 4
		t.out = append(t.out, t.say.one(unknown))
	case t.h.Greets && t.st.Turn == 1:
		t.out = append(t.out, t.say.one(repeatGoal))
	case t.h.Empty(), t.st.Verdict == None: // words, and also a goodbye, without an answer
		t.st.Anger += 15
		t.out = append(t.out, t.say.one(annoyed))
	default:
		t.settle()
	}
}

// tell gives the facts that were asked for; twice the same annoys.
func (t *turn) tell() {
	for _, n := range t.s.Needs {
		if !slices.Contains(t.h.Asks, n.Name) {
			continue
		}
		if slices.Contains(t.st.Told, n.Name) {
			t.st.Anger += 10
			t.out = append(t.out, t.say.dress(string(t.say.form(toldAlready).with("{}", n.Says))))
			continue
		}
		t.st.Told = append(t.st.Told, n.Name)
		t.out = append(t.out, n.Says)
	}
}

// take answers a verdict.
func (t *turn) take() {
	first := t.st.Verdict != t.h.Verdict
	t.st.Verdict = t.h.Verdict
	switch t.h.Verdict {
	case Yes:
		t.takeYes()
	case No:
		t.takeNo(first)
	case Person:
		t.st.Settled = true
		t.out = append(t.out, t.say.one(waitsFor))
		t.endIfClosed()
	case Tell, None:
		t.settle()
	}
}

func (t *turn) takeYes() {
	switch {
	case t.h.Confirms && !t.h.Done && !t.st.Agreed:
		t.st.Agreed = true
		t.out = append(t.out, t.say.one(agrees))
	case t.h.Done:
		t.st.Done = true
		t.settle()
	case t.st.Agreed:
		t.settle()
	default:
		t.st.Agreed = true
		t.out = append(t.out, t.say.one(agrees))
	}
}

// takeNo: who is refused wrongly does not believe it; who is refused rightly
// may still plead once.
func (t *turn) takeNo(first bool) {
	switch {
	case t.s.Verdict == Yes || t.s.Verdict == Tell:
		t.st.Anger += 30
		t.out = append(t.out, t.say.one(whyNot))
	case first && !t.st.Pleaded && !t.s.Persona.Trusting:
		t.st.Pleaded = true
		if t.s.Lie != "" && t.s.Level < 2 {
			t.out = append(t.out, t.say.dress(t.s.Lie))
			return
		}
		t.out = append(t.out, t.say.one(pleads))
	default:
		t.settle()
	}
}

// settle asks for what is still open, or has nothing left to ask.
func (t *turn) settle() {
	for _, k := range t.s.Keys {
		if !k.Hidden && t.st.Verdict == t.s.Verdict && t.wants(k) {
			t.ask(k)
			return
		}
	}
	t.st.Settled = true
	if t.st.Verdict == No {
		t.out = append(t.out, t.say.one(accepts))
	} else {
		t.out = append(t.out, t.say.one(glad))
	}
	t.endIfClosed()
}

// wants tells whether a key is still to be asked for.
func (t *turn) wants(k Key) bool {
	return !slices.Contains(t.st.Stated, k.ID) && !slices.Contains(t.st.Asked, k.ID)
}

func (t *turn) ask(k Key) {
	t.st.Asked = append(t.st.Asked, k.ID)
	t.out = append(t.out, t.say.dress(k.Ask))
}

func (t *turn) endIfClosed() {
	if t.h.Closes {
		t.out = t.out[:max(0, len(t.out)-1)]
		t.end()
	}
}

// end says goodbye, or comes out with what was on the shopper's mind besides.
func (t *turn) end() {
	for _, k := range t.s.Keys {
		if k.Hidden && t.h.Closes && t.wants(k) {
			t.ask(k)
			return
		}
	}
	t.out = append(t.out, t.say.one(bye))
	t.st.Ending = Thanked
}

// voice is how this shopper speaks at this moment: seeded by the scenario and
// the turn, so that the same talk has the same words.
type voice struct {
	*rand.Rand
	s Scenario
}

func (s Scenario) voice(st State) voice {
	return voice{rand.New(rand.NewPCG(s.Seed, uint64(st.Turn)<<8|uint64(st.Nudges))), s} //nolint:gosec // repeatable, not secret
}

func (v voice) form(b bank) saying { list := b.of(v.s.Lang); return saying(list[v.IntN(len(list))]) }

func (v voice) one(b bank) string { return v.dress(string(v.form(b))) }

func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // a hash never fails
	return h.Sum64()
}
