package stripefake

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"
)

// Messages is how messages are sent: of how many in a thousand each thing
// happens.
type Messages struct {
	Twice    int           // sent two times
	Dropped  int           // never sent
	Shuffled bool          // in no order
	Delay    time.Duration // sent at any time up to so much later
}

// event is a message that waits.
type event struct {
	body  []byte
	due   time.Time
	twice bool
}

// SetMessages orders how messages are sent that arise from now on.
func (s *Server) SetMessages(m Messages) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = m
}

// tell has a message wait. The caller holds the lock.
func (s *Server) tell(kind string, o object) {
	s.last["evt"]++
	if s.random.IntN(1000) < s.messages.Dropped {
		return
	}
	now := s.clock.Now()
	body, err := json.Marshal(object{
		"id": fmt.Sprintf("evt_%09d", s.last["evt"]), "object": "event", "type": kind, "created": now.Unix(), "api_version": "2023-10-16",
		"livemode": false, "data": object{"object": copyOf(o)},
	})
	if err != nil {
		return // of strings, numbers and maps of them: it cannot be
	}
	e := &event{body: body, due: now, twice: s.random.IntN(1000) < s.messages.Twice}
	if s.messages.Delay > 0 {
		e.due = now.Add(time.Duration(s.random.Int64N(int64(s.messages.Delay))))
	}
	s.events = append(s.events, e)
}

// Deliver sends the messages that are due, each signed at this moment; what is
// not taken is sent again next time. It returns how many were taken.
func (s *Server) Deliver(take func(raw []byte, signature string) bool) int {
	s.mu.Lock()
	now := s.clock.Now()
	var due, rest []*event
	for _, e := range s.events {
		if e.due.After(now) {
			rest = append(rest, e)
		} else {
			due = append(due, e)
		}
	}
	if s.messages.Shuffled {
		s.random.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	}
	s.events = rest
	s.mu.Unlock()
	taken := 0
	for _, e := range due {
		signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: e.body, Secret: s.Secret, Timestamp: now})
		times := 1
		if e.twice {
			times = 2
		}
		for range times {
			if !take(e.body, signed.Header) {
				s.mu.Lock()
				s.events = append(s.events, &event{body: e.body, due: now})
				s.mu.Unlock()
				break
			}
			taken++
		}
	}
	return taken
}

// PayOnline has a customer pay a bill there.
func (s *Server) PayOnline(invoice string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	inv, err := s.get("invoice", invoice)
	if err != nil {
		return err
	}
	return s.move(inv, "paid", "open", "uncollectible")
}

// Count is how many things of a kind there are, drafts of bills apart.
func (s *Server) Count(kind string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, id := range s.lists[kind] {
		if o := s.things[id]; o != nil && o.text("status") != "draft" {
			n++
		}
	}
	return n
}

// Subjects counts the things of a kind by what they stand for with their
// maker: more than one for one subject was done twice.
func (s *Server) Subjects(kind, field string) map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for _, id := range s.lists[kind] {
		o := s.things[id]
		if o == nil || o.text("status") == "draft" {
			continue
		}
		if meta, ok := o["metadata"].(map[string]string); ok && meta[field] != "" {
			out[meta[field]]++
		}
	}
	return out
}

// Forget removes a thing as if it had never been.
func (s *Server) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.things, id)
}
