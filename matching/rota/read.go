package rota

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrInstance refuses a file that is not of the benchmark's form.
var ErrInstance = fault.New(fault.Invalid, "rota_instance_invalid", "the shift-scheduling instance is wrong")

const (
	mostDays      = 364
	mostShifts    = 100
	mostEmployees = 2000
	mostWeight    = 1_000_000
	longestLine   = 1 << 16
)

// Read reads the text form: sections in the order of the benchmark, comments
// after #. It returns ErrInstance; the sentence names line and field.
func Read(r io.Reader) (*Instance, error) {
	f := &reading{in: &Instance{}, shift: map[string]int{}, who: map[string]int{}, covered: map[[2]int]int{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 4096), longestLine)
	for lines.Scan() {
		f.line++
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if name, ok := strings.CutPrefix(text, "SECTION_"); ok {
			if err := f.open(name); err != nil {
				return nil, err
			}
			continue
		}
		if err := f.row(strings.Split(text, ",")); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err == bufio.ErrTooLong {
		f.line++
		return nil, f.say("line", fmt.Sprintf("at most %d bytes", longestLine), "")
	} else if err != nil {
		return nil, fmt.Errorf("read instance: %w", err)
	}
	return f.end()
}

// reading is one file on its way in.
type reading struct {
	in      *Instance
	section string
	seen    int
	line    int
	shift   map[string]int
	after   [][]string // ids that may not follow, until all shifts are known
	who     map[string]int
	covered map[[2]int]int // line
}

var sections = []string{"HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER"}

func (f *reading) open(name string) error {
	for i, s := range sections {
		if s != name {
			continue
		}
		if i != f.seen {
			break
		}
		f.section, f.seen = s, i+1
		if s == "STAFF" {
			return f.successions()
		}
		return nil
	}
	wanted := "no further section"
	if f.seen < len(sections) {
		wanted = "SECTION_" + sections[f.seen]
	}
	return f.say("section", wanted, "SECTION_"+name)
}

func (f *reading) row(cells []string) error {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	switch f.section {
	case "HORIZON":
		return f.horizon(cells)
	case "SHIFTS":
		return f.shiftRow(cells)
	case "STAFF":
		return f.staff(cells)
	case "DAYS_OFF":
		return f.daysOff(cells)
	case "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS":
		return f.request(cells, f.section == "SHIFT_ON_REQUESTS")
	case "COVER":
		return f.cover(cells)
	}
	return f.say("section", "SECTION_HORIZON first", cells[0])
}

func (f *reading) horizon(cells []string) error {
	if f.in.Days != 0 {
		return f.say("horizon", "one number", cells[0])
	}
	var err error
	f.in.Days, err = f.number("horizon", cells[0], 1, mostDays)
	return err
}

func (f *reading) shiftRow(cells []string) error {
	if len(cells) < 2 {
		return f.say("shift", "ID,minutes,shifts that cannot follow", strings.Join(cells, ","))
	}
	if _, twice := f.shift[cells[0]]; twice || cells[0] == "" || len(f.in.Shifts) == mostShifts {
		return f.say("ID", fmt.Sprintf("an id of its own, at most %d of them", mostShifts), cells[0])
	}
	minutes, err := f.number("minutes", cells[1], 1, 24*60)
	if err != nil {
		return err
	}
	f.shift[cells[0]] = len(f.in.Shifts)
	f.in.Shifts = append(f.in.Shifts, Shift{ID: cells[0], Minutes: minutes})
	var after []string
	if len(cells) > 2 && cells[2] != "" {
		after = strings.Split(cells[2], "|")
	}
	f.after = append(f.after, after)
	return nil
}

// successions looks up the shifts that cannot follow, once all are known.
func (f *reading) successions() error {
	for i, list := range f.after {
		for _, id := range list {
			s, ok := f.shift[strings.TrimSpace(id)]
			if !ok {
				return f.say("shifts that cannot follow "+f.in.Shifts[i].ID, "the id of a shift", id)
			}
			f.in.Shifts[i].Before = append(f.in.Shifts[i].Before, s)
		}
	}
	return nil
}

func (f *reading) staff(cells []string) error {
	if len(cells) != 8 {
		return f.say("employee", "8 fields: ID, MaxShifts, MaxTotalMinutes, MinTotalMinutes, MaxConsecutiveShifts, MinConsecutiveShifts, MinConsecutiveDaysOff, MaxWeekends", fmt.Sprint(len(cells)))
	}
	if _, twice := f.who[cells[0]]; twice || cells[0] == "" || len(f.in.Employees) == mostEmployees {
		return f.say("ID", fmt.Sprintf("an id of its own, at most %d of them", mostEmployees), cells[0])
	}
	e := Employee{ID: cells[0], MostOf: make([]int, len(f.in.Shifts)), Off: make([]bool, f.in.Days), wish: make([]int, f.in.Days*len(f.in.Shifts))}
	for i := range e.MostOf {
		e.MostOf[i] = f.in.Days
	}
	if cells[1] != "" {
		for _, part := range strings.Split(cells[1], "|") {
			id, text, _ := strings.Cut(part, "=")
			s, ok := f.shift[strings.TrimSpace(id)]
			if !ok {
				return f.say("MaxShifts", "SHIFT=NUMBER with a known shift", part)
			}
			var err error
			if e.MostOf[s], err = f.number("MaxShifts", strings.TrimSpace(text), 0, mostDays); err != nil {
				return err
			}
		}
	}
	for i, x := range []struct {
		name string
		to   *int
		most int
	}{
		{"MaxTotalMinutes", &e.MostMinutes, mostDays * 24 * 60},
		{"MinTotalMinutes", &e.LeastMinutes, mostDays * 24 * 60},
		{"MaxConsecutiveShifts", &e.MostInRow, mostDays},
		{"MinConsecutiveShifts", &e.LeastInRow, mostDays},
		{"MinConsecutiveDaysOff", &e.LeastOff, mostDays},
		{"MaxWeekends", &e.MostWeekends, mostDays},
	} {
		var err error
		if *x.to, err = f.number(x.name, cells[i+2], 0, x.most); err != nil {
			return err
		}
	}
	f.who[e.ID] = len(f.in.Employees)
	f.in.Employees = append(f.in.Employees, e)
	return nil
}

func (f *reading) daysOff(cells []string) error {
	e, err := f.employee(cells[0])
	if err != nil {
		return err
	}
	for _, text := range cells[1:] {
		if text == "" {
			continue
		}
		d, err := f.number("day", text, 0, f.in.Days-1)
		if err != nil {
			return err
		}
		e.Off[d] = true
	}
	return nil
}

func (f *reading) request(cells []string, on bool) error {
	if len(cells) != 4 {
		return f.say("request", "employee,day,shift,weight", strings.Join(cells, ","))
	}
	e, err := f.employee(cells[0])
	if err != nil {
		return err
	}
	var w wish
	if w.day, err = f.number("day", cells[1], 0, f.in.Days-1); err != nil {
		return err
	}
	if w.shift, err = f.known(cells[2]); err != nil {
		return err
	}
	if w.weight, err = f.number("weight", cells[3], 0, mostWeight); err != nil {
		return err
	}
	at := w.day*len(f.in.Shifts) + w.shift
	if on {
		e.onWishes = append(e.onWishes, w)
		e.wish[at] -= w.weight
		e.wishes += w.weight
	} else {
		e.offWishes = append(e.offWishes, w)
		e.wish[at] += w.weight
	}
	return nil
}

func (f *reading) cover(cells []string) error {
	if len(cells) != 5 {
		return f.say("cover", "day,shift,requirement,weight under,weight over", strings.Join(cells, ","))
	}
	var c Cover
	var err error
	if c.Day, err = f.number("day", cells[0], 0, f.in.Days-1); err != nil {
		return err
	}
	if c.Shift, err = f.known(cells[1]); err != nil {
		return err
	}
	for i, x := range []struct {
		name string
		to   *int
	}{{"requirement", &c.Need}, {"weight for under", &c.Under}, {"weight for over", &c.Over}} {
		if *x.to, err = f.number(x.name, cells[i+2], 0, mostWeight); err != nil {
			return err
		}
	}
	if line, twice := f.covered[[2]int{c.Day, c.Shift}]; twice {
		return f.say("cover", fmt.Sprintf("each shift of a day once (line %d has it)", line), strings.Join(cells[:2], ","))
	}
	f.covered[[2]int{c.Day, c.Shift}] = f.line
	f.in.Cover = append(f.in.Cover, c)
	return nil
}

// end looks at the whole.
func (f *reading) end() (*Instance, error) {
	switch {
	case f.seen < len(sections):
		return nil, f.say("section", "SECTION_"+sections[f.seen], "the end of the file")
	case f.in.Days == 0:
		return nil, f.say("horizon", "a number of days", "")
	case len(f.in.Shifts) == 0:
		return nil, f.say("shifts", "at least one shift", "")
	}
	return f.in, nil
}

func (f *reading) employee(id string) (*Employee, error) {
	i, ok := f.who[id]
	if !ok {
		return nil, f.say("employee", "the id of an employee", id)
	}
	return &f.in.Employees[i], nil
}

func (f *reading) known(id string) (int, error) {
	s, ok := f.shift[id]
	if !ok {
		return 0, f.say("shift", "the id of a shift", id)
	}
	return s, nil
}

func (f *reading) number(field, text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, f.say(field, fmt.Sprintf("a whole number from %d to %d", least, most), text)
	}
	return n, nil
}

func (f *reading) say(field, wanted, got string) error {
	sentence := fmt.Sprintf("line %d: %s: want %s", f.line, field, wanted)
	if got != "" {
		sentence += fmt.Sprintf(", got %.80q", got)
	}
	return ErrInstance.With("%s", sentence).At(field, wanted, got)
}
