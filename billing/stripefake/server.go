package stripefake

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
)

// Faults is of how many in a thousand requests each kind goes wrong.
type Faults struct {
	CutBefore   int // the line breaks before anything was done
	CutAfter    int // the line breaks after it was done
	Broken      int // a kept 500, and nothing was done
	BrokenAfter int // a kept 500, and it was done
	Busy        int // 429: nothing was done, and nothing is kept
	Late        int // the line breaks, and it is done a few requests later
}

// Request is one that was sent here.
type Request struct {
	Method, Path string
	Form         url.Values
}

// Server is a Stripe of one's own.
type Server struct {
	URL    string
	Secret string // that messages are signed with

	clock  clock.Clock
	server *http.Server
	done   chan struct{} // closed when the listener has ended

	mu       sync.Mutex // covers everything below
	random   *rand.Rand
	faults   Faults
	messages Messages
	down     bool
	slow     func(path string) // runs between a key's claim and its work
	record   bool
	requests []Request
	calls    int
	faulted  int
	store
	keys   map[string]*answer
	late   []*late
	events []*event
}

// Open starts a server on the loopback. Its faults and the order of its
// messages follow from the seed.
func Open(c clock.Clock, seed uint64) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed by Close
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL: "http://" + l.Addr().String(), Secret: "whsec_stand_in", clock: c, done: make(chan struct{}),
		random: rand.New(rand.NewPCG(seed, 1)), store: newStore(), keys: map[string]*answer{}, //nolint:gosec // faults on order, not secrets
	}
	s.server = &http.Server{Handler: s} //nolint:gosec // loopback, one caller
	go func() {
		defer close(s.done)
		_ = s.server.Serve(l) // ErrServerClosed after Close
	}()
	return s, nil
}

// Close ends the server and waits for it.
func (s *Server) Close() {
	_ = s.server.Close()
	<-s.done
}

// SetFaults orders faults from now on.
func (s *Server) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// SetDown makes every line break, or not any more.
func (s *Server) SetDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// SetSlow has wait run between the claim of a request's key and its work, so
// that a test can send a second one meanwhile.
func (s *Server) SetSlow(wait func(path string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = wait
}

// Record keeps requests from now on.
func (s *Server) Record() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record = true
}

// Requests are those kept.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Calls is how many requests that change something came, and how many of them
// were made to go wrong.
func (s *Server) Calls() (all, faulted int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls, s.faulted
}

// refusal is a plain no.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.message }

func no(code, message string) error { return &refusal{http.StatusBadRequest, code, message} }

var errMissing = &refusal{http.StatusNotFound, "resource_missing", "No such object"}

// ServeHTTP answers a request, or breaks its line.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		write(w, http.StatusBadRequest, problem(no("parameter_invalid", err.Error())))
		return
	}
	s.mu.Lock()
	if s.record {
		s.requests = append(s.requests, Request{r.Method, r.URL.Path, maps.Clone(r.Form)})
	}
	fault := s.draw(r.Method)
	arrived := s.arrivals(r, fault)
	s.mu.Unlock()
	for _, old := range arrived {
		s.once(old, none)
	}
	switch fault {
	case delayed:
		cut(w)
		return
	case cutBefore:
		cut(w)
		return
	case busy:
		write(w, http.StatusTooManyRequests, problem(&refusal{http.StatusTooManyRequests, "rate_limit", "Too many requests"}))
		return
	}
	status, body, replayed := s.once(r, fault)
	if fault == cutAfter && !replayed {
		cut(w)
		return
	}
	if replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	write(w, status, body)
}

type fault int

const (
	none fault = iota
	cutBefore
	cutAfter
	broken
	brokenAfter
	busy
	delayed
)

// draw picks what goes wrong with a request. The caller holds the lock.
func (s *Server) draw(method string) fault {
	if s.down {
		return cutBefore
	}
	if method == http.MethodPost {
		s.calls++
	}
	n := s.random.IntN(1000)
	for _, f := range []struct {
		share int
		is    fault
		read  bool // reading can go wrong so too
	}{{s.faults.CutBefore, cutBefore, true}, {s.faults.CutAfter, cutAfter, false}, {s.faults.Broken, broken, false}, {s.faults.BrokenAfter, brokenAfter, false}, {s.faults.Busy, busy, true}, {s.faults.Late, delayed, false}} {
		if n < f.share {
			if method != http.MethodPost && !f.read {
				return none
			}
			if method == http.MethodPost {
				s.faulted++
			}
			return f.is
		}
		n -= f.share
	}
	return none
}

// late is a request that is still on its way.
type late struct {
	request *http.Request
	sent    time.Time
	after   int // this many requests more
}

// arrivals are the requests on their way that arrive before this one; one that
// has been on its way for an hour never does. The caller holds the lock.
func (s *Server) arrivals(r *http.Request, f fault) []*http.Request {
	if f == delayed {
		s.late = append(s.late, &late{r.Clone(context.Background()), s.clock.Now(), 1 + s.random.IntN(40)})
	}
	var here []*http.Request
	rest := s.late[:0]
	for _, l := range s.late {
		l.after--
		switch {
		case s.clock.Now().Sub(l.sent) > time.Hour:
		case l.after <= 0:
			here = append(here, l.request)
		default:
			rest = append(rest, l)
		}
	}
	s.late = rest
	return here
}

// cut breaks the line without an answer.
func cut(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	if conn, _, err := h.Hijack(); err == nil {
		_ = conn.Close()
	}
}

func write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func problem(err error) []byte {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{http.StatusInternalServerError, "", "An error occurred"}
	}
	kind := "invalid_request_error"
	if r.status >= http.StatusInternalServerError {
		kind = "api_error"
	}
	raw, _ := json.Marshal(map[string]any{"error": map[string]any{"type": kind, "code": r.code, "message": r.message}})
	return raw
}

// segments is a path's parts after /v1/.
func segments(path string) []string {
	return strings.Split(strings.Trim(strings.TrimPrefix(path, "/v1/"), "/"), "/")
}
