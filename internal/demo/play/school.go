package play

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

type drillSeen struct {
	ID    string `json:"id"`
	State string `json:"state"` // running, passed, failed, abandoned
	Grade *struct {
		Score int `json:"score"`
		Items []struct {
			ID     string `json:"id"`
			Points int    `json:"points"`
			Got    int    `json:"got"`
			Seq    int    `json:"seq"`
			Better string `json:"better"`
		} `json:"items"`
	} `json:"grade"`
}

func (d drillSeen) score() int {
	if d.Grade == nil {
		return 0
	}
	return d.Grade.Score
}

// lost names the items that cost points, with the message behind each.
func (d drillSeen) lost() string {
	out := ""
	for _, i := range d.Grade.Items {
		if i.Got < i.Points {
			out += fmt.Sprintf(" %s %d/%d (message %d)", i.ID, i.Got, i.Points, i.Seq)
		}
	}
	return out
}

// school lets a beginner fail a drill, read the coaching, pass it, and find
// shifts open that were closed before.
func (s *Stage) school(ctx context.Context) error {
	c, err := s.agent(ctx, s.Beginner.Email)
	if err != nil {
		return err
	}
	held, err := s.certified(ctx, c)
	if err != nil {
		return err
	}
	if held {
		s.note("the beginner holds the certificate already")
		return nil
	}
	failed, err := s.drill(ctx, c, s.Careless)
	if err != nil {
		return err
	}
	if failed.State == "passed" {
		return errors.New("a careless drill passed")
	}
	if failed.Grade == nil {
		return errors.New("the drill has no grade")
	}
	s.note("first drill: %d of 100, not passed; points lost:%s", failed.score(), failed.lost())
	if err := s.goOver(ctx, c, failed); err != nil {
		return err
	}
	passed, err := s.drill(ctx, c, s.Ideal)
	if err != nil {
		return err
	}
	if passed.State != "passed" {
		return fmt.Errorf("the coached drill got %d of 100", passed.score())
	}
	s.note("after the coaching: %d of 100, passed; every point names its message", passed.score())
	if held, err = s.certified(ctx, c); err != nil || !held {
		return fmt.Errorf("the certificate is missing: %w", err)
	}
	return s.firstShift(ctx, c)
}

// goOver lets the beginner write a lost greeting again, as the coaching has it.
func (s *Stage) goOver(ctx context.Context, c *Client, d drillSeen) error {
	for _, i := range d.Grade.Items {
		if i.ID != "greeting" || i.Got == i.Points || i.Better == "" {
			continue
		}
		var again struct {
			Passed bool `json:"passed"`
		}
		in := map[string]string{"key": uuid.NewString(), "text": i.Better}
		if err := c.post(ctx, "/api/v1/agent/drills/"+d.ID+"/rows/"+i.ID+"/again", in, &again); err != nil {
			return err
		}
		if !again.Passed {
			return errors.New("the coaching's own wording did not master the row")
		}
		s.note("the coaching: %s is written again, and gets its points", i.ID)
	}
	return nil
}

func (s *Stage) certified(ctx context.Context, c *Client) (bool, error) {
	var got struct {
		Certificates []struct {
			Tag   string `json:"tag"`
			State string `json:"state"`
		} `json:"certificates"`
	}
	err := c.get(ctx, "/api/v1/agent/drills", &got)
	for _, h := range got.Certificates {
		if h.Tag == "brand:"+s.BrandSlug && (h.State == "active") {
			return true, err
		}
	}
	return false, err
}

// drill takes one drill; next says what the agent writes.
func (s *Stage) drill(ctx context.Context, c *Client, next func(ctx context.Context, drill string) (string, error)) (drillSeen, error) {
	var d drillSeen
	if err := c.post(ctx, "/api/v1/agent/drills", map[string]string{"brand": s.BrandSlug}, &d); err != nil {
		return d, err
	}
	const longest = 30
	for range longest {
		if d.State != "running" {
			break
		}
		text, err := next(ctx, d.ID)
		if err != nil {
			return d, err
		}
		if strings.TrimSpace(text) == "" {
			break
		}
		if err := c.post(ctx, "/api/v1/agent/drills/"+d.ID+"/messages", map[string]string{"key": uuid.NewString(), "text": text}, nil); err != nil {
			return d, err
		}
		if err := c.get(ctx, "/api/v1/agent/drills/"+d.ID, &d); err != nil {
			return d, err
		}
	}
	if d.State == "running" {
		if err := c.post(ctx, "/api/v1/agent/drills/"+d.ID+"/finish", struct{}{}, nil); err != nil {
			return d, err
		}
	}
	return d, c.get(ctx, "/api/v1/agent/drills/"+d.ID, &d)
}

// openSeat is a seat that the agent could claim now, or would with a
// certificate more.
type openSeat struct {
	Slot    string   `json:"slot_id"`
	Missing []string `json:"missing"`
}

// firstShift finds a seat that the certificate opened: the market offers one,
// one is free to claim, or somebody gives theirs back and the beginner is
// faster than the planner.
func (s *Stage) firstShift(ctx context.Context, c *Client) error {
	var offers struct {
		Items []rostered `json:"items"`
	}
	if err := c.get(ctx, "/api/v1/agent/offers", &offers); err != nil {
		return err
	}
	if len(offers.Items) > 0 {
		s.note("the market offers the beginner a shift, who takes it")
		return c.post(ctx, "/api/v1/agent/offers/"+offers.Items[0].ID+"/accept", struct{}{}, nil)
	}
	list, err := s.roster(ctx)
	if err != nil {
		return err
	}
	const tries = 6
	for _, r := range list[:min(len(list), tries)] {
		if r.State == "accepted" {
			if err := s.giveBack(ctx, r); err != nil {
				return err
			}
		}
		taken, err := s.claim(ctx, c)
		if err != nil || taken {
			return err
		}
	}
	return errors.New("no seat was left for the beginner")
}

func (s *Stage) giveBack(ctx context.Context, r rostered) error {
	c, err := s.agent(ctx, r.Email)
	if err != nil {
		return err
	}
	return c.post(ctx, "/api/v1/agent/shifts/"+r.ID+"/release", map[string]string{"why": "my child is ill"}, nil)
}

func (s *Stage) claim(ctx context.Context, c *Client) (bool, error) {
	var open struct {
		Items []openSeat `json:"items"`
	}
	if err := c.get(ctx, "/api/v1/agent/opportunities", &open); err != nil {
		return false, err
	}
	for _, o := range open.Items {
		if len(o.Missing) > 0 {
			continue
		}
		err := c.post(ctx, "/api/v1/agent/slots/"+o.Slot+"/claim", struct{}{}, nil)
		if err == nil {
			s.note("an agent gives a seat back; the beginner claims it: the certificate opened it")
			return true, nil
		}
		if !conflict(err) {
			return false, err
		}
	}
	return false, nil
}
