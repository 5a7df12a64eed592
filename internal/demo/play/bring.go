package play

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// errNotRefused says that bad input went through.
var errNotRefused = errors.New("what should have been refused was taken")

// bring uploads what the brand has, and tries a few files that must be refused.
func (s *Stage) bring(ctx context.Context) error {
	m := s.Material
	var got struct {
		Accepted int `json:"accepted"`
	}
	if err := s.brand.do(ctx, http.MethodPost, "/api/v1/brand/imports/history", "text/csv", m.History, &got); err != nil {
		return err
	}
	s.note("contact history: %d intervals", got.Accepted)
	if len(m.Events) > 0 {
		if err := s.brand.do(ctx, http.MethodPost, "/api/v1/brand/imports/events", "text/csv", m.Events, &got); err != nil {
			return err
		}
		s.note("past sales events: %d", got.Accepted)
	}
	if len(m.Profile) > 0 {
		if err := s.brand.do(ctx, http.MethodPut, "/api/v1/brand/profile", "application/yaml", m.Profile, nil); err != nil {
			return err
		}
	}
	for _, kind := range []string{"products", "shoppers", "orders", "logistics", "coupons"} {
		if len(m.Files[kind]) == 0 {
			continue
		}
		if err := s.brand.do(ctx, http.MethodPost, "/api/v1/brand/imports/shop/"+kind, "application/json", m.Files[kind], &got); err != nil {
			return err
		}
		s.note("%s: %d", kind, got.Accepted)
	}
	if err := s.bringWords(ctx); err != nil {
		return err
	}
	return s.tryBad(ctx)
}

func (s *Stage) bringWords(ctx context.Context) error {
	m := s.Material
	for _, id := range slices.Sorted(maps.Keys(m.Articles)) {
		if err := s.brand.do(ctx, http.MethodPut, "/api/v1/brand/articles/"+id, "text/markdown", m.Articles[id], nil); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.SOPs)) {
		if err := s.brand.do(ctx, http.MethodPut, "/api/v1/brand/procedures/"+id, "application/yaml", m.SOPs[id], nil); err != nil {
			return err
		}
	}
	if len(m.Guard) > 0 {
		if err := s.brand.put(ctx, "/api/v1/brand/guard-rules", map[string]string{"source": string(m.Guard)}, nil); err != nil {
			return err
		}
	}
	var got struct {
		Accepted int `json:"accepted"`
	}
	if len(m.Phrasing) > 0 {
		if err := s.brand.do(ctx, http.MethodPost, "/api/v1/brand/imports/questions", "application/jsonl", m.Phrasing, &got); err != nil {
			return err
		}
	}
	s.note("articles: %d, procedures: %d, phrasings: %d", len(m.Articles), len(m.SOPs), got.Accepted)
	if s.Brought == nil {
		return nil
	}
	return s.Brought(ctx)
}

// tryBad sends what nobody should accept: it must be refused with a code, and
// nothing of the brand's may be lost by it.
func (s *Stage) tryBad(ctx context.Context) error {
	codes := ""
	for _, bad := range []struct{ path, content, body string }{
		{"/api/v1/brand/imports/shop/orders", "application/json", ""},
		{"/api/v1/brand/imports/shop/orders", "application/json", `[{"id":"x","state":"nowhere"}]`},
		{"/api/v1/brand/imports/shop/products", "application/json", "<script>alert(1)</script>"},
		{"/api/v1/brand/imports/history", "text/csv", "when,what\n1,2\n"},
	} {
		err := s.brand.do(ctx, http.MethodPost, bad.path, bad.content, []byte(bad.body), nil)
		r, ok := refused(err)
		if !ok || r.Status < 400 || r.Status >= 500 {
			return fmt.Errorf("%s %q: %w", bad.path, bad.body, errNotRefused)
		}
		codes += " " + r.Code
	}
	s.note("bad files refused:%s", codes)
	return nil
}
