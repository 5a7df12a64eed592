package replay

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/manyhands/manyhands/matching/forecast"
)

// curve is what the arrivals come to: steps of a minute, or the intervals of
// the history between from and till, all channels together.
func (a Arrivals) curve(p *page, open func(string) (io.ReadCloser, error)) ([]Step, error) {
	switch {
	case len(a.PerMinute) > 0 && a.History != "":
		return nil, &Wrong{File: p.file, Line: 1, Field: "arrivals", Want: "per_minute or history, not both"}
	case len(a.PerMinute) > 0:
		out := make([]Step, len(a.PerMinute))
		for i, n := range a.PerMinute {
			out[i] = Step{For: time.Minute, Visits: n}
		}
		return out, nil
	case a.History != "":
		return a.fromHistory(p, open)
	}
	return nil, &Wrong{File: p.file, Line: 1, Field: "arrivals", Want: "per_minute (a list) or history (a file h.csv)"}
}

func (a Arrivals) fromHistory(p *page, open func(string) (io.ReadCloser, error)) ([]Step, error) {
	name := a.History
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(p.file), name)
	}
	f, err := open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: arrivals.history: %w", p.file, err)
	}
	defer f.Close()
	h, refused, err := forecast.ReadHistory(f)
	var bad *forecast.WrongFile
	if errors.As(err, &bad) {
		return nil, &Wrong{File: name, Line: bad.Line, Field: bad.Field, Want: bad.Want, Got: bad.Got}
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if refused.Count > 0 {
		r := refused.Rows[0]
		return nil, &Wrong{File: name, Line: r.Line, Field: r.Field, Want: r.Want, Got: r.Got}
	}
	visits, lasts := map[int64]float64{}, map[int64]time.Duration{}
	h.Each(func(v forecast.Interval, step time.Duration) {
		if !a.From.IsZero() && v.Start.Before(a.From) || !a.Till.IsZero() && !v.Start.Before(a.Till) {
			return
		}
		visits[v.Start.Unix()] += v.Contacts
		lasts[v.Start.Unix()] = max(step, time.Minute)
	})
	return steps(visits, lasts), nil
}

// steps puts the intervals one after another; closed hours between them are
// left out, because nobody comes in them.
func steps(visits map[int64]float64, lasts map[int64]time.Duration) []Step {
	var out []Step
	left := 0.0 // what rounding has not yet given to anybody
	for _, at := range slices.Sorted(maps.Keys(visits)) {
		left += visits[at]
		n := int(left)
		left -= float64(n)
		out = append(out, Step{For: lasts[at], Visits: n})
	}
	return out
}
