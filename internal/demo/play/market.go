package play

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// market plays what happens to shifts between the plan and the day: an agent
// confirms, two swap, and a calendar program reads one's shifts.
func (s *Stage) market(ctx context.Context) error {
	s.MoveTo(s.Material.Event.Starts.Add(-48*time.Hour + time.Minute))
	list, err := s.roster(ctx)
	if err != nil {
		return err
	}
	held := slices.DeleteFunc(list, func(r rostered) bool { return r.State != "accepted" || r.Kind != "work" || s.persona(r.Email) })
	if len(held) == 0 {
		s.note("nobody holds a shift to confirm or to swap")
		return nil
	}
	if err := s.confirmOne(ctx, held[0]); err != nil {
		return err
	}
	return s.swapOne(ctx, held)
}

// persona tells whether somebody at the sign-in page is who this is: their
// shifts are left alone.
func (s *Stage) persona(email string) bool {
	return email == s.Veteran.Email || email == s.Beginner.Email
}

// confirmOne waits for the question and answers it; 48 hours before, an agent
// is asked whether they come.
func (s *Stage) confirmOne(ctx context.Context, r rostered) error {
	c, err := s.agent(ctx, r.Email)
	if err != nil {
		return err
	}
	var box struct {
		Unread int `json:"unread"`
		Items  []struct {
			Kind  string `json:"kind"`
			Shift string `json:"shift_id"`
		} `json:"items"`
	}
	err = until(ctx, func(ctx context.Context) (bool, error) {
		err := c.get(ctx, "/api/v1/agent/inbox", &box)
		for _, n := range box.Items {
			if n.Kind == "confirm" && n.Shift == r.ID {
				return true, err
			}
		}
		return false, err
	})
	if err != nil {
		return fmt.Errorf("nobody asked for a confirmation: %w", err)
	}
	if err := c.post(ctx, "/api/v1/agent/shifts/"+r.ID+"/confirm", struct{}{}, nil); err != nil {
		return err
	}
	s.note("48 hours before, agents are asked whether they come; one confirms (%d unread in the inbox)", box.Unread)
	return nil
}

// swapOne lets the first who finds a free colleague hand a shift over.
func (s *Stage) swapOne(ctx context.Context, held []rostered) error {
	const tries = 4
	for _, r := range held[:min(len(held), tries)] {
		c, err := s.agent(ctx, r.Email)
		if err != nil {
			return err
		}
		var could struct {
			Items []struct {
				Agent   string `json:"agent_id"`
				Name    string `json:"name"`
				Against string `json:"against_id"`
			} `json:"items"`
		}
		if err := c.get(ctx, "/api/v1/agent/shifts/"+r.ID+"/colleagues", &could); err != nil {
			return err
		}
		for _, who := range could.Items {
			email, known := s.EmailOf(who.Agent)
			if !known || who.Against != "" || s.persona(email) {
				continue
			}
			var swap struct {
				ID string `json:"id"`
			}
			in := map[string]string{"colleague_id": who.Agent, "why": "an exam on that evening"}
			if err := c.post(ctx, "/api/v1/agent/shifts/"+r.ID+"/swap", in, &swap); err != nil {
				return err
			}
			taker, err := s.agent(ctx, email)
			if err != nil {
				return err
			}
			if err := taker.post(ctx, "/api/v1/agent/swaps/"+swap.ID+"/take", struct{}{}, nil); err != nil {
				return err
			}
			s.note("a swap: %s takes the shift, its giver has no mark", who.Name)
			return nil
		}
	}
	s.note("no colleague was free for a swap")
	return nil
}

// absent lets one agent stay away at the start: three minutes later somebody
// else has the seat, and the agent appeals.
func (s *Stage) absent(ctx context.Context) error {
	starts := s.Material.Event.Starts
	s.MoveTo(starts.Add(-10 * time.Minute))
	list, err := s.roster(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(r rostered) bool {
		return r.State == "accepted" && r.Kind == "work" && r.Starts.Equal(starts) && !s.persona(r.Email)
	})
	if i < 0 {
		s.note("no shift begins with the sale")
		return nil
	}
	gone := list[i]
	c, err := s.agent(ctx, gone.Email)
	if err != nil {
		return err
	}
	if err := c.put(ctx, "/api/v1/agent/desk/state", map[string]string{"state": "offline", "why": "no power at home"}, nil); err != nil {
		return err
	}
	s.MoveTo(starts.Add(3*time.Minute + time.Second))
	how, err := s.backfilled(ctx)
	if err != nil {
		return err
	}
	s.note("one agent does not come; four minutes into the sale the seat has somebody again: %s", how)
	return s.appeal(ctx, c, gone.ID)
}

// backfilled waits until the empty seat has somebody: from standby at once, or
// the first of those who are asked.
func (s *Stage) backfilled(ctx context.Context) (string, error) {
	how := ""
	err := until(ctx, func(ctx context.Context) (bool, error) {
		list, err := s.roster(ctx)
		if err != nil {
			return false, err
		}
		for _, r := range list {
			switch {
			case r.Origin == "standby":
				how = "called from standby"
				return true, nil
			case r.Origin == "backfill" && (r.State == "accepted" || r.State == "working"):
				how = "asked and came first"
				return true, nil
			}
		}
		return false, s.takeUrgent(ctx, list)
	})
	if err != nil {
		return "", fmt.Errorf("the seat of who did not come stayed empty: %w", err)
	}
	return how, nil
}

func (s *Stage) takeUrgent(ctx context.Context, list []rostered) error {
	for _, r := range list {
		if r.Origin != "backfill" || r.State != "offered" {
			continue
		}
		c, err := s.agent(ctx, r.Email)
		if err != nil {
			return err
		}
		if err := c.post(ctx, "/api/v1/agent/offers/"+r.ID+"/accept", struct{}{}, nil); err != nil && !conflict(err) {
			return err
		}
		return nil
	}
	return nil
}

// appeal files one and lets an operator decide it: the mark is gone.
func (s *Stage) appeal(ctx context.Context, c *Client, shift string) error {
	var before, after struct {
		Score int `json:"score_bp"`
	}
	if err := c.get(ctx, "/api/v1/agent/reliability", &before); err != nil {
		return err
	}
	if err := c.post(ctx, "/api/v1/agent/shifts/"+shift+"/appeal", map[string]string{"words": "停电了，整个村都没电，供电所可以证明。"}, nil); err != nil {
		return err
	}
	var open struct {
		Items []struct {
			ID    string `json:"id"`
			Shift string `json:"shift_id"`
		} `json:"items"`
	}
	if err := s.operator.get(ctx, "/api/v1/operator/shift-appeals", &open); err != nil {
		return err
	}
	for _, a := range open.Items {
		if a.Shift != shift {
			continue
		}
		in := map[string]any{"upheld": true, "answer": "供电所已确认，不计入。"}
		if err := s.operator.post(ctx, "/api/v1/operator/shift-appeals/"+a.ID+"/decide", in, nil); err != nil {
			return err
		}
	}
	if err := c.get(ctx, "/api/v1/agent/reliability", &after); err != nil {
		return err
	}
	if after.Score <= before.Score {
		return errors.New("an appeal was upheld and the score did not rise")
	}
	s.note("the agent appeals, an operator upholds it: the score is %d.%02d %% again, after %d.%02d %%", after.Score/100, after.Score%100, before.Score/100, before.Score%100)
	return nil
}
