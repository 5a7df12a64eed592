package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// fault is what the program refused with.
type fault struct {
	Status int
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Error is the code and its sentence.
func (f *fault) Error() string { return fmt.Sprintf("%d %s: %s", f.Status, f.Code, f.Detail) }

// refused tells whether an error is the program's no, which asking again does
// not change.
func refused(err error) (*fault, bool) {
	var f *fault
	ok := errors.As(err, &f) && f.Status < 500 && f.Status != http.StatusTooManyRequests
	return f, ok
}

// wire is one client's way to the copies. A copy that does not answer is left
// for the next one, as a load balancer would.
type wire struct {
	http  *http.Client
	bases []string
	at    atomic.Int64
	again *atomic.Int64 // counts what had to be sent again
}

func (w *wire) base() string { return w.bases[int(w.at.Load())%len(w.bases)] }

func (w *wire) leave() { w.at.Add(1) }

// try sends a request once.
func (w *wire) try(ctx context.Context, method, path, token string, header map[string]string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, w.base()+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := w.http.Do(req)
	if err != nil {
		w.leave()
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		w.leave()
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		f := &fault{}
		if json.Unmarshal(raw, f) != nil {
			f.Detail = string(raw)
		}
		f.Status = res.StatusCode
		return f
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, out)
}

// sure sends a request until it is acknowledged or refused, or ctx ends. What
// it sends carries a key of its own, so that twice is once.
func (w *wire) sure(ctx context.Context, method, path, token string, header map[string]string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("write request: %w", err)
		}
	}
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := w.try(ctx, method, path, token, header, body, out)
		if err == nil {
			return nil
		}
		if _, no := refused(err); no {
			return err
		}
		w.again.Add(1)
		if !pause(ctx, wait) {
			return err
		}
	}
}

func (w *wire) get(ctx context.Context, path, token string, out any) error {
	return w.sure(ctx, http.MethodGet, path, token, nil, nil, out)
}

func (w *wire) post(ctx context.Context, path, token string, in, out any) error {
	return w.sure(ctx, http.MethodPost, path, token, nil, in, out)
}

// pause waits, and tells whether ctx let it.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
