package stripefake

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// keyLife is how long a key is remembered.
const keyLife = 24 * time.Hour

// answer is what a key was answered with.
type answer struct {
	params  [32]byte
	running bool
	status  int
	body    []byte
	at      time.Time
}

// once does a request, once a key.
func (s *Server) once(r *http.Request, f fault) (status int, body []byte, replayed bool) {
	key := r.Header.Get("Idempotency-Key")
	if r.Method != http.MethodPost || key == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		status, body = s.serve(r)
		return status, body, false
	}
	params := sha256.Sum256([]byte(r.URL.Path + "\n" + r.Form.Encode()))
	s.mu.Lock()
	had := s.keys[key]
	if had != nil && s.clock.Now().Sub(had.at) >= keyLife {
		had = nil // forgotten: it is a new one
	}
	switch {
	case had != nil && had.params != params:
		s.mu.Unlock()
		return http.StatusBadRequest, problem(no("idempotency_error", "Keys for idempotent requests can only be used with the same parameters they were first used with.")), false
	case had != nil && had.running:
		s.mu.Unlock()
		return http.StatusConflict, problem(&refusal{http.StatusConflict, "idempotency_key_in_use", "There is currently another in-progress request using this key."}), false
	case had != nil:
		s.mu.Unlock()
		return had.status, had.body, true
	}
	a := &answer{params: params, running: true, at: s.clock.Now()}
	s.keys[key] = a
	slow := s.slow
	s.mu.Unlock()
	if slow != nil {
		slow(r.URL.Path)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a.status, a.body = http.StatusInternalServerError, problem(errors.New("broken"))
	if f != broken {
		status, body := s.serve(r)
		if f != brokenAfter {
			a.status, a.body = status, body
		}
	}
	a.running = false
	if a.status >= 400 && a.status < 500 {
		delete(s.keys, key) // refused before it began: nothing to remember
	}
	return a.status, a.body, false
}

// serve does a request. The caller holds the lock.
func (s *Server) serve(r *http.Request) (int, []byte) {
	v, err := s.route(r)
	if err != nil {
		var refused *refusal
		if errors.As(err, &refused) {
			return refused.status, problem(err)
		}
		return http.StatusInternalServerError, problem(err)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return http.StatusInternalServerError, problem(err)
	}
	return http.StatusOK, raw
}
