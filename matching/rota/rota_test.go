package rota

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/fault"
)

// ward is a small instance of our own in the benchmark's form.
const ward = `SECTION_HORIZON
# days
14
SECTION_SHIFTS
E,480,
N,600,E
SECTION_STAFF
an,E=14|N=14,4800,2400,5,2,2,1
bo,E=14|N=0,4800,2400,5,2,2,1
cy,E=14|N=3,4800,2400,4,2,2,2
di,E=0|N=14,4800,2400,5,2,3,1
SECTION_DAYS_OFF
an,0
cy,12,13
SECTION_SHIFT_ON_REQUESTS
bo,2,E,3
cy,4,N,2
SECTION_SHIFT_OFF_REQUESTS
an,5,N,4
SECTION_COVER
`

func wardOf(cover string) string { return ward + cover }

func mustRead(t *testing.T, text string) *Instance {
	t.Helper()
	in, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func everyDay() string {
	var b strings.Builder
	for d := range 14 {
		b.WriteString(strings.ReplaceAll("D,E,2,100,1\nD,N,1,100,1\n", "D", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"}[d]))
	}
	return b.String()
}

// Law: a rota keeps every rule, its cost is what the checker counts, and it is
// not below the bound; the same seed gives the same rota.
func TestARotaKeepsTheRulesAndItsProof(t *testing.T) {
	t.Parallel()
	in := mustRead(t, wardOf(everyDay()))
	first, err := Solve(t.Context(), in, Options{Seed: 3, Rounds: 60})
	if err != nil {
		t.Fatal(err)
	}
	if bad := Check(in, first.Work); len(bad) > 0 {
		t.Errorf("the rota breaks %v", bad)
	}
	if n := Cost(in, first.Work); n != first.Objective || n < first.Bound || first.Bound == 0 {
		t.Errorf("got cost %d, told %d, bound %d", n, first.Objective, first.Bound)
	}
	second, err := Solve(t.Context(), in, Options{Seed: 3, Rounds: 60})
	if err != nil || second.Objective != first.Objective || second.Bound != first.Bound {
		t.Errorf("the second run told %d and %d, the first %d and %d (%v)", second.Objective, second.Bound, first.Objective, first.Bound, err)
	}
}

// Law: at any costs the walk finds the cheapest schedule that the checker
// allows, by brute force over a week of two shifts.
func TestAScheduleIsTheCheapestOfAllLegalOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := &Instance{Days: 7, Shifts: []Shift{{ID: "E", Minutes: 480}, {ID: "N", Minutes: 600, Before: []int{0}}}}
		who := Employee{
			ID: "an", MostOf: []int{8, rapid.SampledFrom([]int{0, 1, 2, 8}).Draw(t, "most nights")}, Off: make([]bool, 7),
			MostMinutes:  rapid.IntRange(0, 4000).Draw(t, "most"),
			LeastMinutes: rapid.IntRange(0, 1500).Draw(t, "least"),
			MostInRow:    rapid.IntRange(0, 5).Draw(t, "row"), LeastInRow: rapid.IntRange(0, 3).Draw(t, "least row"),
			LeastOff: rapid.IntRange(0, 3).Draw(t, "least off"), MostWeekends: rapid.IntRange(0, 1).Draw(t, "weekends"),
		}
		who.Off[rapid.IntRange(0, 6).Draw(t, "off")] = true
		in.Employees = []Employee{who}
		cost := make([]int64, 14)
		for i := range cost {
			cost[i] = rapid.Int64Range(-50, 50).Draw(t, "cost")
		}
		want, any := int64(0), false
		days := make([]int, 7)
		for code := range 2187 {
			sum := int64(0)
			for d, rest := 0, code; d < 7; d, rest = d+1, rest/3 {
				if days[d] = rest%3 - 1; days[d] != Free {
					sum += cost[d*2+days[d]]
				}
			}
			if (!any || sum < want) && len(Check(in, [][]int{days})) == 0 {
				want, any = sum, true
			}
		}
		got, lower, ok := newScheduler(in).solve(&who, cost)
		if ok != any || ok && (got != want || lower != want) {
			t.Fatalf("got %d, %d (%v), want %d (%v)", got, lower, ok, want, any)
		}
	})
}

// Where two kinds of shift have limits, one is counted and the other kept by a
// toll: the schedule is legal and the lower value holds.
func TestLimitsOnTwoKindsAreKept(t *testing.T) {
	t.Parallel()
	in := mustRead(t, strings.Replace(wardOf(everyDay()), "cy,E=14|N=3", "cy,E=4|N=3", 1))
	draw := rand.New(rand.NewPCG(1, 1))
	s := newScheduler(in)
	cost := make([]int64, 28)
	for range 12 {
		for i := range cost {
			cost[i] = draw.Int64N(200) - 150
		}
		value, lower, ok := s.solve(&in.Employees[2], cost)
		work := [][]int{s.days}
		alone := &Instance{Days: in.Days, Shifts: in.Shifts, Employees: in.Employees[2:3]}
		if bad := Check(alone, work); !ok || len(bad) > 0 || lower > value {
			t.Fatalf("got %d, lower %d (%v), breaking %v", value, lower, ok, bad)
		}
	}
}

func TestAWrongInstanceIsRefusedByLineAndField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{"SECTION_HORIZON", "SECTION_SHIFTS", "line 1: section: want SECTION_HORIZON"},
		{"14\n", "fourteen\n", `line 3: horizon: want a whole number from 1 to 364, got "fourteen"`},
		{"N,600,E", "N,600,X", `shifts that cannot follow N: want the id of a shift, got "X"`},
		{"an,E=14", "an,F=14", `line 8: MaxShifts: want SHIFT=NUMBER with a known shift, got "F=14"`},
		{"bo,E=14|N=0,4800,2400,5,2,2,1", "bo,E=14|N=0,4800,2400,5,2,2", "line 9: employee: want 8 fields"},
		{"bo,E=14", "an,E=14", "line 9: ID: want an id of its own"},
		{"cy,12,13", "cy,12,14", `line 14: day: want a whole number from 0 to 13, got "14"`},
		{"an,5,N,4", "zo,5,N,4", `line 19: employee: want the id of an employee, got "zo"`},
		{"an,5,N,4", "an,5,N,-4", "line 19: weight: want a whole number from 0"},
		{"SECTION_COVER\n", "SECTION_COVER\n0,E,2,100,1\n0,E,2,100,1\n", "line 22: cover: want each shift of a day once (line 21 has it)"},
		{"SECTION_COVER\n", "", "section: want SECTION_COVER, got \"the end of the file\""},
	} {
		_, err := Read(strings.NewReader(strings.Replace(ward, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, ErrInstance) {
			t.Errorf("%q for %q:\n got  %v\n want %s", c.to, c.from, err, c.want)
		}
	}
}

func TestAnEmployeeWithoutALegalScheduleIsNamed(t *testing.T) {
	t.Parallel()
	in := mustRead(t, strings.Replace(ward, "bo,E=14|N=0,4800,2400,5", "bo,E=14|N=0,4800,4700,2", 1))
	_, err := Solve(t.Context(), in, Options{})
	if !errors.Is(err, ErrUnschedulable) || !strings.Contains(err.Error(), "employee bo") {
		t.Errorf("got %v", err)
	}
}

// No text makes Read do anything but answer or refuse.
func FuzzReadingAnInstance(f *testing.F) {
	f.Add(wardOf(everyDay()))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Read(strings.NewReader(text)); err != nil {
			if _, ours := fault.As(err); !ours {
				t.Fatalf("%v is not a fault", err)
			}
		}
	})
}
