package replay

import (
	"sync"
	"time"
)

// side is whose screen it is.
type side int

const (
	shopperSide side = iota
	agentSide
)

// screen is what one side has been shown of a conversation.
type screen struct {
	shown map[int64]time.Time // seq: when it was there first
	// of the present connection
	pushed map[int64]bool
	top    int64

	twice     int // brought twice by one connection
	overtaken int // came after a later one; the screen puts it in its place
}

// bring notes a push and tells whether something before it is missing.
func (s *screen) bring(seq int64, at time.Time) (gap bool) {
	if s.pushed[seq] {
		s.twice++
	}
	if s.pushed == nil {
		s.pushed = map[int64]bool{}
	}
	s.pushed[seq] = true
	if seq < s.top {
		s.overtaken++
	}
	s.top = max(s.top, seq)
	s.read(seq, at)
	return s.solid() < seq
}

// read notes a message that was read by seq.
func (s *screen) read(seq int64, at time.Time) {
	if s.shown == nil {
		s.shown = map[int64]time.Time{}
	}
	if _, there := s.shown[seq]; !there {
		s.shown[seq] = at
	}
}

func (s *screen) renew() { s.pushed, s.top = nil, 0 }

// solid is the last seq before the first hole.
func (s *screen) solid() int64 {
	for seq := int64(1); ; seq++ {
		if _, ok := s.shown[seq]; !ok {
			return seq - 1
		}
	}
}

// sent is a message that was acknowledged.
type sent struct {
	key  string
	due  time.Time
	from side
}

// talk is one conversation with everything that is known of it.
type talk struct {
	visit Visit
	// over is closed when the shopper has said everything.
	over chan struct{}
	// stir wakes the shopper; it holds one and nobody closes it.
	stir chan struct{}

	mu       sync.Mutex // covers what follows
	id       string
	token    string
	told     map[int64]sent
	screens  [2]screen
	owner    string // as the shopper's screen has it
	waitsBy  time.Time
	waits    []time.Duration
	desk     []stay
	last     int64 // the seq of the shopper's last turn, once it is told
	opened   bool
	left     bool  // the shopper gave up waiting
	shut     bool  // seen closed
	held     bool  // a person wrote
	unheard  bool  // nobody answered the last turn
	answered int64 // the seq of the last answer
	botSaid  int
}

// stay is a stretch in which an agent had the conversation open.
type stay struct{ from, till time.Time }

func newTalk(v Visit) *talk {
	return &talk{visit: v, over: make(chan struct{}), stir: make(chan struct{}, 1), told: map[int64]sent{}, owner: "bot"}
}

func (t *talk) wake() {
	select {
	case t.stir <- struct{}{}:
	default:
	}
}

func (t *talk) tell(seq int64, m sent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.told[seq] = m
}

// stand notes who holds the conversation, and how long it waited for a person.
func (t *talk) stand(owner string, at time.Time) {
	if owner == "" || owner == t.owner {
		return
	}
	switch {
	case owner == "waiting":
		t.waitsBy = at
	case t.owner == "waiting" && owner == "agent" && !t.waitsBy.IsZero():
		t.waits = append(t.waits, at.Sub(t.waitsBy))
	}
	t.owner = owner
	t.shut = owner == "closed"
}

// arrive notes that an agent has the conversation on screen.
func (t *talk) arrive(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.desk = append(t.desk, stay{from: at})
}

func (t *talk) depart(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.desk); n > 0 && t.desk[n-1].till.IsZero() {
		t.desk[n-1].till = at
	}
}

// atDesk tells whether an agent had the conversation open at a moment and for
// a while after it: what was written while they were leaving is nobody's miss.
func (t *talk) atDesk(at time.Time, after time.Duration) bool {
	for _, s := range t.desk {
		if s.from.Before(at) && (s.till.IsZero() || s.till.After(at.Add(after))) {
			return true
		}
	}
	return false
}
