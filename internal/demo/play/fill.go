package play

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// rostered is one agent's shift, as an operator sees it.
type rostered struct {
	ID     string    `json:"id"`
	Email  string    `json:"email"`
	Kind   string    `json:"kind"` // work, or standby
	Origin string    `json:"origin"`
	State  string    `json:"state"`
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
}

func (s *Stage) roster(ctx context.Context) ([]rostered, error) {
	var got struct {
		Items []rostered `json:"items"`
	}
	err := s.operator.get(ctx, "/api/v1/operator/requests/"+s.request+"/shifts", &got)
	return got.Items, err
}

type coverage struct {
	Seats    int `json:"seats"`
	Offered  int `json:"seats_offered"`
	Accepted int `json:"seats_accepted"`
	Fill     *struct {
		State      string `json:"state"`
		ProgressBP int    `json:"progress_bp"`
		Error      string `json:"error"`
	} `json:"fill"`
	Gaps []struct {
		Missing int    `json:"missing"`
		Why     string `json:"why"`
	} `json:"gaps"`
	Objective int64 `json:"objective"`
	Bound     int64 `json:"bound"`
}

// fill waits for the plan, lets the agents answer their offers, one of them for
// a part of the seat, and sees a declined seat offered to somebody else.
func (s *Stage) fill(ctx context.Context) error {
	c, err := s.planned(ctx)
	if err != nil {
		return err
	}
	gap := 0.0
	if c.Bound > 0 {
		gap = float64(c.Objective-c.Bound) / float64(c.Bound) * 100
	}
	s.note("plan: %d seats, %d offered, proven within %.2f %% of the optimum", c.Seats, c.Offered+c.Accepted, gap)
	left, err := s.takePart(ctx)
	if err != nil {
		return err
	}
	answered, err := s.answerOffers(ctx, 3)
	if err != nil {
		return err
	}
	if answered > 0 {
		if err := s.offeredAgain(ctx); err != nil {
			return err
		}
	}
	if err := s.tellRest(ctx, left); err != nil {
		return err
	}
	return s.tellCoverage(ctx)
}

// offeredAgain waits for the declined seats to come up at somebody else's, who
// takes them.
func (s *Stage) offeredAgain(ctx context.Context) error {
	if err := until(ctx, func(ctx context.Context) (bool, error) { // the declined seats come up again
		var c coverage
		if err := s.brand.get(ctx, "/api/v1/brand/requests/"+s.request+"/coverage", &c); err != nil || c.Fill == nil || c.Fill.State != "done" {
			return false, err // the rest of what was declined is still being planned
		}
		list, err := s.roster(ctx)
		return slices.ContainsFunc(list, func(r rostered) bool { return r.State == "offered" }), err
	}); err != nil {
		return fmt.Errorf("a declined seat was not offered again: %w", err)
	}
	_, err := s.answerOffers(ctx, 0)
	return err
}

func (s *Stage) tellCoverage(ctx context.Context) error {
	var c coverage
	if err := s.brand.get(ctx, "/api/v1/brand/requests/"+s.request+"/coverage", &c); err != nil {
		return err
	}
	s.note("accepted: %d of %d seats", c.Accepted, c.Seats)
	for _, g := range c.Gaps[:min(len(c.Gaps), 3)] {
		s.note("short of %d: %s", g.Missing, g.Why)
	}
	return nil
}

func (s *Stage) planned(ctx context.Context) (coverage, error) {
	var c coverage
	shown := -1
	err := until(ctx, func(ctx context.Context) (bool, error) {
		if err := s.brand.get(ctx, "/api/v1/brand/requests/"+s.request+"/coverage", &c); err != nil || c.Fill == nil {
			return false, err
		}
		if c.Fill.State == "failed" {
			return false, fmt.Errorf("the fill failed: %s", c.Fill.Error)
		}
		if step := c.Fill.ProgressBP / 2500; step > shown {
			shown = step
			s.note("filling: %d %%", c.Fill.ProgressBP/100)
		}
		return c.Fill.State == "done", nil
	})
	return c, err
}

// answerOffers accepts every open offer but the first few, which are declined.
func (s *Stage) answerOffers(ctx context.Context, decline int) (int, error) {
	list, err := s.roster(ctx)
	if err != nil {
		return 0, err
	}
	g, ctx := errgroup.WithContext(ctx)
	const atOnce = 4 // a sign-in costs a tenth of a second of a core, on purpose
	g.SetLimit(atOnce)
	answered := 0
	for _, r := range list {
		if r.State != "offered" {
			continue
		}
		verb := "accept"
		if answered < decline {
			verb = "decline"
		}
		answered++
		g.Go(func() error {
			c, err := s.agent(ctx, r.Email)
			if err != nil {
				return err
			}
			in := map[string]string{}
			if verb == "decline" {
				in["why"] = "that evening I am away"
			}
			err = c.post(ctx, "/api/v1/agent/offers/"+r.ID+"/"+verb, in, nil)
			if conflict(err) { // taken back meanwhile
				return nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	s.note("agents answered %d offers, %d declined", answered, min(decline, answered))
	return answered, nil
}

// crew sits agents of the present shifts down at their desks, at most so many.
func (s *Stage) crew(ctx context.Context, most int) ([]*answerer, error) {
	list, err := s.roster(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	var out []*answerer
	for _, r := range list {
		if len(out) == most || r.Kind != "work" || r.Email == s.Veteran.Email || r.State != "accepted" && r.State != "working" || now.Before(r.Starts) || !now.Before(r.Ends) {
			continue
		}
		c, err := s.agent(ctx, r.Email)
		if err != nil {
			return nil, err
		}
		if err := c.put(ctx, "/api/v1/agent/desk/state", map[string]string{"state": "available"}, nil); err != nil {
			return nil, err
		}
		out = append(out, &answerer{stage: s, email: r.Email, c: c, pace: 200 * time.Millisecond})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nobody is on shift at %s", now.Format(time.RFC3339))
	}
	s.desks = out
	return out, nil
}

// holderOf finds the agent at whose desk a conversation is.
func (s *Stage) holderOf(ctx context.Context, chat string) (*answerer, deskChat, error) {
	for _, a := range s.desks {
		var b deskBoard
		if err := a.c.get(ctx, "/api/v1/agent/desk", &b); err != nil {
			return nil, deskChat{}, err
		}
		for _, c := range b.Chats {
			if c.ID == chat {
				return a, c, nil
			}
		}
	}
	return nil, deskChat{}, fmt.Errorf("conversation %s is on nobody's desk", chat)
}

func (s *Stage) connector(ctx context.Context) (secret string, err error) {
	var got struct {
		Secret string `json:"secret"`
	}
	err = s.brand.get(ctx, "/api/v1/brand/connector", &got)
	return got.Secret, err
}
