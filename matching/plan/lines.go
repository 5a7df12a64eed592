package plan

import (
	"bytes"
	"errors"
	"io"
	"sort"
)

// lineCounter remembers where lines end until the decoder has passed them.
type lineCounter struct {
	r     io.Reader
	read  int64
	ends  []int64
	lines int32 // passed and forgotten
	seen  int64 // offset up to which the decoder has been
}

// longestElement bounds one element of a list: the decoder holds it whole.
const longestElement = 4 << 20

// errElement says that an element is longer than that.
var errElement = errors.New("an element is too long")

func (l *lineCounter) Read(b []byte) (int, error) {
	if l.read-l.seen > longestElement {
		return 0, errElement
	}
	n, err := l.r.Read(b)
	for i := 0; ; i++ {
		k := bytes.IndexByte(b[i:n], '\n')
		if k < 0 {
			break
		}
		i += k
		l.ends = append(l.ends, l.read+int64(i))
	}
	l.read += int64(n)
	return n, err
}

// at is the line of an offset; offsets must not fall. Before a later element the
// decoder stands on a comma, and an element that begins on the
// next line belongs there.
func (l *lineCounter) at(offset int64, before bool) int32 {
	l.seen = offset
	k := sort.Search(len(l.ends), func(i int) bool { return l.ends[i] > offset })
	if before {
		for next := offset + 1; k < len(l.ends) && l.ends[k] <= next+1; k++ {
			next = l.ends[k] + 1
		}
	}
	l.lines += int32(k)
	l.ends = append(l.ends[:0], l.ends[k:]...)
	return l.lines + 1
}
