package verify

import (
	"bytes"
	"fmt"
	"reflect"
	"time"
	_ "time/tzdata" // an auditor's machine may have no zones of its own
)

type contract struct {
	ID       string    `json:"id"`
	Brand    string    `json:"brand"`
	Currency string    `json:"currency"`
	TZ       string    `json:"tz"`
	Tax      tax       `json:"tax"`
	Period   span      `json:"period"`
	Versions []version `json:"versions"`
	KPIs     []kpi     `json:"kpis"`

	zone *time.Location
}

type tax struct {
	Mode string `json:"mode"`
	BP   int64  `json:"bp"`
}

type span struct {
	From time.Time `json:"from"`
	Till time.Time `json:"till"`
}

func (s span) holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.Till) }

type version struct {
	ID            string      `json:"id"`
	From          time.Time   `json:"from"`
	Till          time.Time   `json:"till"`
	Rules         []rule      `json:"rules"`
	Guarantees    []guarantee `json:"guarantees"`
	TotalCapBP    int64       `json:"total_cap_bp"`
	Commitment    *commitment `json:"commitment"`
	Incentive     *incentive  `json:"incentive"`
	FastAbandonMS int64       `json:"fast_abandon_ms"`
	LateAfterMS   int64       `json:"late_after_ms"`
	LateIsFree    bool        `json:"late_is_free"`
	CaseHours     int64       `json:"case_hours"`
	ReopenDays    int64       `json:"reopen_days"`
	HoldDays      int64       `json:"hold_days"`
	ExcuseCapBP   int64       `json:"excuse_cap_bp"`
	Rates         []surcharge `json:"rates"`
}

func (v *version) span() span { return span{v.From, v.Till} }

type rule struct {
	ID             string `json:"id"`
	Kind           string `json:"kind"`
	Service        string `json:"service"`
	Channel        string `json:"channel"`
	Unit           string `json:"unit"`
	Tiers          []tier `json:"tiers"`
	ConfirmedMicro int64  `json:"confirmed_micro"`
	AssumedMicro   int64  `json:"assumed_micro"`
	FeeMinor       int64  `json:"fee_minor"`
	BP             int64  `json:"bp"`
	ClawbackDays   int64  `json:"clawback_days"`
	KappaBP        int64  `json:"kappa_bp"`
	SeatMicro      int64  `json:"seat_micro"`
}

func (r *rule) fits(o *outcome) bool {
	any := func(want, is string) bool { return want == "" || want == is }
	return r.Kind != "seat" && any(r.Service, o.Service) && any(r.Channel, o.Channel) && any(r.Unit, o.Unit)
}

type tier struct {
	UpTo      int64 `json:"up_to"`
	UnitMicro int64 `json:"unit_micro"`
}

type guarantee struct {
	ID        string `json:"id"`
	Service   string `json:"service"`
	Channel   string `json:"channel"`
	Dimension string `json:"dimension"`
	FloorPPM  int64  `json:"floor_ppm"`
	UnitMinor int64  `json:"unit_minor"`
	CapBP     int64  `json:"cap_bp"`
}

type commitment struct {
	Minor  int64  `json:"minor"`
	Waived string `json:"waived"`
}

type incentive struct {
	Rule  string `json:"rule"`
	Mode  string `json:"mode"`
	Bands []band `json:"bands"`
	// Season's rebate is credited at its end by a document of its own.
	Season *span `json:"season"`
}

// surcharge makes some hours dearer.
type surcharge struct {
	ID    string   `json:"id"`
	BP    int64    `json:"bp"`
	From  string   `json:"from"`
	Till  string   `json:"till"`
	Dates []string `json:"dates"`
}

// kpi is how a platform counted a figure for some time.
type kpi struct {
	ID       string    `json:"id"`
	Platform string    `json:"platform"`
	Channel  string    `json:"channel"`
	From     time.Time `json:"from"`
	Till     time.Time `json:"till"`
	Measure  string    `json:"measure"`
	WithinMS int64     `json:"within_ms"`
	OpenFrom string    `json:"open_from"`
	OpenTill string    `json:"open_till"`
	Unit     string    `json:"unit"`
}

type band struct {
	Min int64 `json:"min"`
	BP  int64 `json:"bp"`
}

// decimals of the minor unit (ISO 4217), as far as it is not two.
var decimals = map[string]int{"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3}

// microPerMinor is how many millionths of a major unit a minor unit holds.
func (c *contract) microPerMinor() int64 {
	places, ok := decimals[c.Currency]
	if !ok {
		places = 2
	}
	n := int64(1_000_000)
	for range places {
		n /= 10
	}
	return n
}

// readContract reads JSON when the first byte is a brace, else YAML.
func readContract(raw []byte) (*contract, error) {
	parse := parseYAML
	if trimmed := bytes.TrimSpace(raw); len(trimmed) > 0 && trimmed[0] == '{' {
		parse = parseJSON
	}
	n, err := parse(raw)
	if err != nil {
		return nil, &Unreadable{"contract", plainly(err)}
	}
	c := &contract{}
	if err := n.into("", reflect.ValueOf(c).Elem()); err != nil {
		return nil, &Unreadable{"contract", plainly(err)}
	}
	if c.zone, err = time.LoadLocation(c.TZ); err != nil || c.TZ == "" || c.TZ == "Local" {
		return nil, &Unreadable{"contract", fmt.Errorf("tz: an IANA time zone expected, got %q", c.TZ)}
	}
	for i := range c.Versions {
		for k := range i {
			a, b := c.Versions[i].span(), c.Versions[k].span()
			if a.From.Before(b.Till) && b.From.Before(a.Till) {
				return nil, &Unreadable{"contract", fmt.Errorf("versions %s and %s hold at the same time", c.Versions[k].ID, c.Versions[i].ID)}
			}
		}
	}
	return c, nil
}
