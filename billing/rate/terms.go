package rate

import (
	"fmt"
	"time"
)

// class is what decides which rule and which guarantees an outcome falls
// under. A brand has a handful of them, so they are looked up once.
type class struct {
	service       Service
	channel, unit string
}

func classOf(o *Outcome) class { return class{o.Service, o.Channel, o.Unit} }

// classes numbers the classes that turn up.
type classes struct {
	list []class
	at   map[class]int
}

func (c *classes) of(o *Outcome) int {
	k := classOf(o)
	i, known := c.at[k]
	if !known {
		if c.at == nil {
			c.at = map[class]int{}
		}
		i = len(c.list)
		c.at[k] = i
		c.list = append(c.list, k)
	}
	return i
}

// terms are a version made ready to be applied to many outcomes.
type terms struct {
	version *Version
	zone    *time.Location
	rules   []int     // by class; -1: none
	meters  []*meters // by class; nil: no guarantee measures it
	windows []window
	perDay  set // the guarantees that count shoppers' days
}

// ready makes every version's terms ready for the classes that turned up.
func (c *Contract) ready(all []class) ([]*terms, error) {
	zone, err := time.LoadLocation(c.TZ)
	if err != nil {
		return nil, fmt.Errorf("read zone of contract %s: %w", c.ID, err)
	}
	out := make([]*terms, len(c.Versions))
	for i := range c.Versions {
		if out[i], err = c.termsOf(&c.Versions[i], zone, all); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Contract) termsOf(v *Version, zone *time.Location, all []class) (*terms, error) {
	t := &terms{version: v, zone: zone, windows: windowsOf(v), rules: make([]int, len(all)), meters: make([]*meters, len(all))}
	defs := make([][]definition, len(v.Guarantees))
	for i := range v.Guarantees {
		var err error
		if defs[i], err = c.definitions(&v.Guarantees[i]); err != nil {
			return nil, err
		}
		if defs[i][0].perDay {
			t.perDay |= 1 << i
		}
	}
	for k, cl := range all {
		t.rules[k] = -1
		for i := range v.Rules {
			if v.Rules[i].fits(cl) {
				t.rules[k] = i
				break
			}
		}
		t.meters[k] = metersOf(v, defs, cl, zone)
	}
	return t, nil
}

func metersOf(v *Version, defs [][]definition, cl class, zone *time.Location) *meters {
	m := &meters{zone: zone}
	for i := range v.Guarantees {
		if g := &v.Guarantees[i]; g.Service != cl.service || (g.Channel != "" && g.Channel != cl.channel) {
			continue
		}
		var fit []definition
		for _, d := range defs[i] {
			if d.channel == "" || d.channel == cl.channel {
				fit = append(fit, d)
			}
		}
		if len(fit) > 0 {
			m.of = append(m.of, meter{i, fit})
		}
	}
	if len(m.of) == 0 {
		return nil
	}
	return m
}

// fits tells whether the rule prices the class. A seat rule prices bookings
// only.
func (r *Rule) fits(c class) bool {
	return r.Kind != KindSeat &&
		(r.Service == "" || r.Service == c.service) &&
		(r.Channel == "" || r.Channel == c.channel) &&
		(r.Unit == "" || r.Unit == c.unit)
}
