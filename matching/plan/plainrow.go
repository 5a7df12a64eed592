package plan

// plainRow is an agent's row as it stands in the text; its slices point there.
type plainRow struct {
	agentRow // the numbers
	id       []byte
	cost     int64
	spans    []Span
	tags     [][]byte
	prefer   [][]byte
	avoid    [][]byte
	last     [][]byte
	number   [5]float64
	key      []byte
	end      int
}

// read reads one row. A field that comes twice is unusual.
func (r *plainRow) read(c *cursor) {
	r.agentRow = agentRow{}
	r.id, r.cost, r.spans = nil, 0, r.spans[:0]
	r.tags, r.prefer, r.avoid, r.last = r.tags[:0], r.prefer[:0], r.avoid[:0], r.last[:0]
	seen := 0
	c.want('{')
	if c.peek('}') {
		return
	}
	for {
		name := c.text()
		c.want(':')
		bit := 1 << r.field(c, name)
		if seen&bit != 0 {
			c.odd()
		}
		seen |= bit
		if c.state != fine || c.peek('}') {
			return
		}
		c.want(',')
	}
}

// field reads the value of one field and tells its number.
func (r *plainRow) field(c *cursor, name []byte) int {
	number := func(k int, to **float64) int {
		r.number[k], *to = c.number(), &r.number[k]
		return k
	}
	var rest *float64
	switch string(name) {
	case "max_hours_day":
		return number(0, &r.MaxDay)
	case "max_hours_total":
		return number(1, &r.MaxTotal)
	case "reliability":
		return number(2, &r.Reliability)
	case "min_rest_h":
		number(3, &rest)
		r.MinRest = *rest
		return 3
	case "min_hours":
		number(4, &rest)
		r.MinHours = *rest
		return 4
	case "cost":
		x := c.number()
		if r.cost = int64(x); float64(r.cost) != x || c.pointed {
			c.odd()
		}
		return 5
	case "id":
		r.id = c.text()
		return 6
	case "tags":
		r.tags = c.texts(r.tags)
		return 7
	case "prefer_brands":
		r.prefer = c.texts(r.prefer)
		return 8
	case "avoid_brands":
		r.avoid = c.texts(r.avoid)
		return 9
	case "last_brands":
		r.last = c.texts(r.last)
		return 10
	case "available":
		r.spans = c.pairs(r.spans)
		return 11
	}
	c.odd()
	return 12
}

// state of a cursor: it may have run out of text, or met what is not plain. The
// first of the two that happens stays, because after it everything looks wrong.
type state int

const (
	fine state = iota
	outOf
	unusual
)

// cursor goes through plain JSON.
type cursor struct {
	b       []byte
	i       int
	state   state
	pointed bool // the number before had a point
}

func (c *cursor) space() {
	for c.i < len(c.b) && (c.b[c.i] == ' ' || c.b[c.i] == '\n' || c.b[c.i] == '\r' || c.b[c.i] == '\t') {
		c.i++
	}
}

// peek goes past x if it comes next.
func (c *cursor) peek(x byte) bool {
	c.space()
	if c.state != fine {
		return false
	}
	if c.i == len(c.b) {
		c.state = outOf
		return false
	}
	if c.b[c.i] != x {
		return false
	}
	c.i++
	return true
}

// want goes past x, which must come next.
func (c *cursor) want(x byte) {
	if !c.peek(x) {
		c.odd()
	}
}

// odd says that what stands here is not plain, unless the text has run out.
func (c *cursor) odd() {
	if c.state == fine {
		c.state = unusual
	}
}

// text is a string without escapes, of printable ASCII.
func (c *cursor) text() []byte {
	c.want('"')
	if c.state != fine {
		return nil
	}
	from := c.i
	for ; c.i < len(c.b); c.i++ {
		switch x := c.b[c.i]; {
		case x == '"':
			c.i++
			return c.b[from : c.i-1]
		case x == '\\', x < ' ', x >= 0x7f:
			c.state = unusual
			return nil
		}
	}
	c.state = outOf
	return nil
}

func (c *cursor) texts(list [][]byte) [][]byte {
	c.want('[')
	if c.peek(']') {
		return list
	}
	for c.state == fine {
		list = append(list, c.text())
		if c.peek(']') {
			break
		}
		c.want(',')
	}
	return list
}

// number is a number of at most 15 digits, so that what is computed here is
// exactly what the decoder would find.
func (c *cursor) number() float64 {
	c.space()
	whole, fraction, digits, from := int64(0), int64(1), 0, c.i
	c.pointed = false
	for ; c.state == fine && c.i < len(c.b); c.i++ {
		x := c.b[c.i]
		switch {
		case x >= '0' && x <= '9':
			whole = whole*10 + int64(x-'0')
			if digits++; c.pointed {
				fraction *= 10
			}
		case x == '.' && digits > 0 && !c.pointed:
			c.pointed = true
		case digits == 0, digits > 15, x != ',' && x != '}' && x > ' ':
			c.state = unusual
		case c.b[from] == '0' && c.i > from+1 && c.b[from+1] != '.', c.b[c.i-1] == '.':
			c.state = unusual
		default:
			return float64(whole) / float64(fraction)
		}
		if digits > 15 {
			c.state = unusual
		}
	}
	if c.state == fine {
		c.state = outOf
	}
	return 0
}

// pairs are times of availability.
func (c *cursor) pairs(list []Span) []Span {
	c.want('[')
	if c.peek(']') {
		return list
	}
	for c.state == fine {
		var s Span
		c.want('[')
		s.From = c.time()
		c.want(',')
		s.Till = c.time()
		c.want(']')
		list = append(list, s)
		if c.peek(']') {
			break
		}
		c.want(',')
	}
	return list
}

// time is an instant as in 2026-11-11T08:00:00+08:00, or with Z.
func (c *cursor) time() Second {
	b := c.text()
	if c.state != fine {
		return 0
	}
	s, ok := plainTime(b)
	if !ok {
		c.state = unusual
	}
	return s
}
