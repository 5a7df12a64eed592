package forecast

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// bankCalls is a public series of a bank's calls, 144 working days by half
// hour; the test is skipped where it is not at hand.
func bankCalls(t *testing.T) *History {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "volume", "bank_calls.train.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the public series is not at hand")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, refused, err := ReadHistory(f)
	if err != nil || refused.Count > 0 {
		t.Fatalf("read the series: %v, %d rows refused", err, refused.Count)
	}
	return h
}

// score forecasts the four weeks after from and lays them beside what came.
func score(t *testing.T, h *History, from time.Time) (wapeOurs float64, plain map[string]float64, covered, n int) {
	t.Helper()
	ask := Ask{From: from, To: from.AddDate(0, 0, 28), Interval: 30 * time.Minute}
	points, _, err := Make(h, ask)
	if err != nil {
		t.Fatal(err)
	}
	at := map[int64]Point{}
	for _, p := range points {
		at[p.Start.Unix()] = p
	}
	c := h.columns[0]
	past := c.layOut(calendar{}, ask.Interval, ask.From, func(int64) bool { return false })
	fits := map[string]*fitted{}
	for _, r := range recipes() {
		fits[r.name] = r.fit(past.days, past.perDay, neverClosed)
	}
	miss, all := 0.0, 0.0
	plain = map[string]float64{}
	for _, r := range c.rows {
		if r.at < ask.From.Unix() || r.at >= ask.To.Unix() {
			continue
		}
		p, ok := at[r.at]
		if !ok {
			t.Fatalf("no forecast for %s", r.start())
		}
		got := float64(r.contacts)
		miss += abs64(got - p.Mean)
		all += got
		date, second := calendar{}.of(r.at, r.zone)
		for name, f := range fits {
			plain[name] += abs64(got - f.at(date, int(second/1800)))
		}

		n++
		if got >= p.P10 && got <= p.P90 {
			covered++
		}
	}
	for name := range plain {
		plain[name] /= all
	}
	return miss / all, plain, covered, n
}

func abs64(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

func TestExplore(t *testing.T) {
	h := bankCalls(t)
	sum := map[string]float64{}
	cov, n := 0, 0
	for _, date := range []string{"2003-06-17", "2003-06-24", "2003-07-01", "2003-07-09", "2003-07-16", "2003-07-23", "2003-07-30"} {
		from, _ := time.Parse(time.RFC3339, date+"T00:00:00-05:00")
		w, plain, c, k := score(t, h, from)
		sum["ours"] += w / 7
		for name, v := range plain {
			sum[name] += v / 7
		}
		cov += c
		n += k
		t.Logf("%s ours %.4f all %.4f mean4 %.4f m3 %.4f pm %.4f cover %.3f", date, w, plain["mean of all same weekdays"], plain["mean of last 4 same weekdays"], plain["level 3 weeks x profile x month"], plain["profile x month"], float64(c)/float64(k))
	}
	for name, v := range sum {
		t.Logf("%-50s %.4f", name, v)
	}
	t.Logf("cover %.3f", float64(cov)/float64(n))
}
