package play

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

type request struct {
	ID    string `json:"id"`
	Event string `json:"event"`
	State string `json:"state"`
}

// booked are the states of a request that was booked.
var booked = []string{"booked", "filling", "filled", "running", "settled"}

// book posts the request, reads the forecast, takes the quote. A request that
// an interrupted play had booked is gone on with.
func (s *Stage) book(ctx context.Context) error {
	s.MoveTo(s.Material.Event.Starts.AddDate(0, 0, -7))
	var all struct {
		Items []request `json:"items"`
	}
	if err := s.brand.get(ctx, "/api/v1/brand/requests", &all); err != nil {
		return err
	}
	i := slices.IndexFunc(all.Items, func(r request) bool {
		return r.Event == s.Material.Event.Name && slices.Contains(booked, r.State)
	})
	if i >= 0 {
		s.request = all.Items[i].ID
		s.note("the request is there and booked already; the play goes on with it")
		return nil
	}
	if err := s.ask(ctx); err != nil {
		return err
	}
	if err := s.foresee(ctx); err != nil {
		return err
	}
	return s.accept(ctx)
}

func (s *Stage) ask(ctx context.Context) error {
	e := s.Material.Event
	wish := map[string]any{
		"event": e.Name, "kind": e.Kind, "starts": e.Starts.Format(time.RFC3339), "ends": e.Ends.Format(time.RFC3339),
		"opens": e.Opens, "closes": e.Closes, "timezone": e.Zone, "channels": e.Channels, "categories": []string{"apparel"},
		"languages": e.Languages,
	}
	if e.Multiplier > 0 {
		wish["multiplier"] = e.Multiplier
	}
	bad := map[string]any{}
	for k, v := range wish {
		bad[k] = v
	}
	bad["starts"], bad["ends"] = wish["ends"], wish["starts"]
	if r, ok := refused(s.brand.post(ctx, "/api/v1/brand/requests", bad, nil)); !ok || r.Code == "" {
		return fmt.Errorf("a request that ends before it starts: %w", errNotRefused)
	}
	var r request
	if err := s.brand.post(ctx, "/api/v1/brand/requests", wish, &r); err != nil {
		return err
	}
	s.request = r.ID
	s.note("request %s: %s, %s to %s, %v", r.ID[:8], e.Name, e.Starts.Format("2 Jan 15:04"), e.Ends.Format("2 Jan 15:04"), e.Channels)
	return nil
}

func (s *Stage) foresee(ctx context.Context) error {
	var f struct {
		Points []struct {
			Channel       string
			P10, P50, P90 float64
		} `json:"points"`
		Report struct {
			Peak     int       `json:"people_at_peak"`
			PeakAt   time.Time `json:"peak_at"`
			Contacts float64   `json:"contacts"`
			Human    float64   `json:"human_contacts"`
		} `json:"report"`
	}
	if err := s.brand.post(ctx, "/api/v1/brand/requests/"+s.request+"/forecast", struct{}{}, &f); err != nil {
		return err
	}
	halfHours := 0
	for _, p := range f.Points {
		if p.Channel == "*" { // all channels together: what people are needed for
			halfHours++
		}
		if p.P10 > p.P50 || p.P50 > p.P90 || p.P10 < 0 {
			return fmt.Errorf("forecast point out of order: p10 %.1f p50 %.1f p90 %.1f", p.P10, p.P50, p.P90)
		}
	}
	if len(f.Points) == 0 {
		return errors.New("the forecast is empty")
	}
	s.note("forecast: %d half hours, %.0f contacts, %.0f of them for people; %d people at the peak, %s",
		halfHours, f.Report.Contacts, f.Report.Human, f.Report.Peak, f.Report.PeakAt.In(s.Material.Event.Starts.Location()).Format("2 Jan 15:04"))
	return nil
}

func (s *Stage) accept(ctx context.Context) error {
	var q struct {
		ID         string `json:"id"`
		Currency   string `json:"currency"`
		TotalMinor int64  `json:"total_minor"`
		Hours      int    `json:"agent_hours"`
		FillBP     int    `json:"fill_bp"`
		Terms      struct {
			Version map[string]any `json:"version"`
		} `json:"terms"`
	}
	quote := func() error {
		return s.brand.post(ctx, "/api/v1/brand/requests/"+s.request+"/quote", struct{}{}, &q)
	}
	if err := quote(); err != nil {
		return err
	}
	if err := s.agree(ctx, q.Terms.Version); err != nil {
		return err
	}
	if err := quote(); err != nil { // with what was agreed
		return err
	}
	s.note("quote: %d agent hours, %d.%02d %s, the pool covers %d %% of the hours", q.Hours, q.TotalMinor/100, q.TotalMinor%100, q.Currency, q.FillBP/100)
	in := map[string]string{"quote_id": q.ID}
	if err := s.brand.post(ctx, "/api/v1/brand/requests/"+s.request+"/book", in, nil); err != nil {
		return err
	}
	if err := s.brand.post(ctx, "/api/v1/brand/requests/"+s.request+"/book", in, nil); err != nil && !conflict(err) {
		return fmt.Errorf("booked twice: %w", err)
	}
	s.note("booked; a second click changed nothing")
	return nil
}
