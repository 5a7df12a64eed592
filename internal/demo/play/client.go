package play

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/google/uuid"
)

// Client is one persona at the API.
type Client struct {
	base string
	http *http.Client

	mu     sync.Mutex // covers the tokens
	access string
	sign   string // a webhook's signature
	login  func(context.Context) (string, error)
}

// Refused is a fault that the API answered with.
type Refused struct {
	Status int
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Where  string `json:"where"`
		Wanted string `json:"wanted"`
		Got    string `json:"got"`
	} `json:"errors"`
}

// Error is the code and the sentence.
func (r *Refused) Error() string {
	s := fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail)
	for _, e := range r.Errors {
		s += fmt.Sprintf("; %s: wanted %s, got %s", e.Where, e.Wanted, e.Got)
	}
	return s
}

func newClient(base string) *Client {
	return &Client{base: strings.TrimSuffix(base, "/"), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
}

// signIn makes the client one of the personas; it signs in again whenever its
// token has run out, which a moved clock makes happen.
func (c *Client) signIn(ctx context.Context, email, password string) error {
	c.login = func(ctx context.Context) (string, error) {
		var s struct {
			Access string `json:"access_token"`
		}
		err := c.send(ctx, http.MethodPost, "/api/v1/sessions", "application/json", must(json.Marshal(map[string]string{"email": email, "password": password})), "", &s)
		return s.Access, err
	}
	return c.renew(ctx)
}

func (c *Client) renew(ctx context.Context) error {
	token, err := c.login(ctx)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	c.mu.Lock()
	c.access = token
	c.mu.Unlock()
	return nil
}

func (c *Client) token() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.access
}

// get reads path into out.
func (c *Client) get(ctx context.Context, path string, out any) error {
	return c.do(ctx, http.MethodGet, path, "", nil, out)
}

// post sends in as JSON; out may be nil.
func (c *Client) post(ctx context.Context, path string, in, out any) error {
	return c.do(ctx, http.MethodPost, path, "application/json", must(json.Marshal(in)), out)
}

// put sends in as JSON.
func (c *Client) put(ctx context.Context, path string, in, out any) error {
	return c.do(ctx, http.MethodPut, path, "application/json", must(json.Marshal(in)), out)
}

// do sends a body; a token that has run out is renewed once. A POST carries
// the same Idempotency-Key both times.
func (c *Client) do(ctx context.Context, method, path, content string, body []byte, out any) error {
	key := ""
	if method == http.MethodPost {
		key = uuid.NewString()
	}
	err := c.send(ctx, method, path, content, body, key, out)
	if r, ok := refused(err); ok && r.Code == "token_expired" && c.login != nil {
		if err := c.renew(ctx); err != nil {
			return err
		}
		err = c.send(ctx, method, path, content, body, key, out)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

func (c *Client) send(ctx context.Context, method, path, content string, body []byte, key string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if content != "" {
		req.Header.Set("Content-Type", content)
	}
	if t := c.token(); t != "" {
		req.Header.Set("Authorization", "Bearer "+t)
	}
	if c.sign != "" {
		req.Header.Set("Manyhands-Signature", c.sign)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		r := &Refused{Status: res.StatusCode}
		if json.Unmarshal(raw, r) != nil {
			r.Detail = string(raw)
		}
		return r
	}
	switch out := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*out = raw
		return nil
	default:
		return json.Unmarshal(raw, out)
	}
}

func refused(err error) (*Refused, bool) {
	var r *Refused
	ok := errors.As(err, &r)
	return r, ok
}

// must takes a value that cannot fail: what is marshalled here is our own.
func must(b []byte, _ error) []byte { return b }
