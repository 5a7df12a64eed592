package play

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// offered is a seat that an agent is asked to take.
type offered struct {
	rostered
	Slot    string `json:"slot_id"`
	InParts bool   `json:"in_parts"`
}

// span is from when till when.
type span struct {
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
}

// takePart lets the brand allow parts, and an agent take the first half of the
// seat that they are offered. It returns what that leaves of the seat; nothing
// when no open offer is long enough.
func (s *Stage) takePart(ctx context.Context) ([]span, error) {
	if err := s.brand.put(ctx, "/api/v1/brand/requests/"+s.request+"/parts", map[string]bool{"allow": true}, nil); err != nil {
		return nil, err
	}
	list, err := s.roster(ctx)
	if err != nil {
		return nil, err
	}
	const halfHour = 30 * time.Minute
	i := slices.IndexFunc(list, func(r rostered) bool {
		return r.State == "offered" && r.Kind == "work" && r.Origin == "plan" && r.Ends.Sub(r.Starts) >= 2*halfHour && !s.persona(r.Email)
	})
	if i < 0 {
		s.note("no offer is long enough for a part of it to be taken")
		return nil, nil
	}
	c, err := s.agent(ctx, list[i].Email)
	if err != nil {
		return nil, err
	}
	var open struct {
		Items []offered `json:"items"`
	}
	if err := c.get(ctx, "/api/v1/agent/offers", &open); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(open.Items, func(o offered) bool { return o.ID == list[i].ID && o.InParts })
	if at < 0 {
		return nil, fmt.Errorf("the offer %s does not say that a part of it may be taken", list[i].ID)
	}
	o := open.Items[at]
	return s.takeHalf(ctx, c, o, span{o.Starts, o.Starts.Add((o.Ends.Sub(o.Starts) / 2).Truncate(halfHour))})
}

// takeHalf asks what a part pays, and takes it.
func (s *Stage) takeHalf(ctx context.Context, c *Client, o offered, part span) ([]span, error) {
	var told struct {
		PayMinor int64  `json:"pay_minor"`
		Currency string `json:"currency"`
		Left     []span `json:"left"`
	}
	path := "/api/v1/agent/slots/" + o.Slot + "/part"
	asked := url.Values{"starts": {part.Starts.Format(time.RFC3339)}, "ends": {part.Ends.Format(time.RFC3339)}}
	if err := c.get(ctx, path+"?"+asked.Encode(), &told); err != nil {
		return nil, err
	}
	if err := c.post(ctx, path, part, nil); err != nil {
		return nil, err
	}
	s.note("a part: of a seat of %s an agent takes %s, for %d.%02d %s; the rest goes on to others",
		hours(span{o.Starts, o.Ends}), hours(part), told.PayMinor/100, told.PayMinor%100, told.Currency)
	return told.Left, nil
}

// hours is how long, as a person says it.
func hours(x span) string { return fmt.Sprintf("%g h", x.Ends.Sub(x.Starts).Hours()) }

// tellRest says who has what was left of a seat that was taken in parts.
func (s *Stage) tellRest(ctx context.Context, left []span) error {
	if len(left) == 0 {
		return nil
	}
	list, err := s.roster(ctx)
	if err != nil {
		return err
	}
	held := 0
	for _, x := range left {
		if slices.ContainsFunc(list, func(r rostered) bool {
			return (r.State == "offered" || r.State == "accepted") && r.Starts.Equal(x.Starts) && r.Ends.Equal(x.Ends)
		}) {
			held++
		}
	}
	s.note("of the seat that was taken in parts, %d of %d rests went to somebody else", held, len(left))
	return nil
}
